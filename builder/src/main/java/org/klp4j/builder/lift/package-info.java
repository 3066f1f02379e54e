/** Turns the code of the fixed jar into code the running classes can hold. */
@NullMarked
package org.klp4j.builder.lift;

import org.jspecify.annotations.NullMarked;
