/** Whatever the bytes are, the answer is what they mean, or one line. */
@NullMarked
package org.klp4j.fuzz;

import org.jspecify.annotations.NullMarked;
