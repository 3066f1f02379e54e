/** What the builder makes of jars, from outside. */
@NullMarked
package org.klp4j.it.build;

import org.jspecify.annotations.NullMarked;
