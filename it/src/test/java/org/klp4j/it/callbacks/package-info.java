/** Callbacks and initialisers written by hand, in modules the builder makes. */
@NullMarked
package org.klp4j.it.callbacks;

import org.jspecify.annotations.NullMarked;
