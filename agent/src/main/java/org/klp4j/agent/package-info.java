/** The part of klp4j inside the target JVM, in a class loader of its own. */
@NullMarked
package org.klp4j.agent;

import org.jspecify.annotations.NullMarked;
