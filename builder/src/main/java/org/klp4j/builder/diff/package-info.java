/** Correlates the classes and members of two jars and tells what differs. */
@NullMarked
package org.klp4j.builder.diff;

import org.jspecify.annotations.NullMarked;
