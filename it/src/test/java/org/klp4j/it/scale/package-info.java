/** How transitions grow with the number of threads, frames, functions, class loaders and patches. */
@NullMarked
package org.klp4j.it.scale;

import org.jspecify.annotations.NullMarked;
