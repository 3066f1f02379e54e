/** A thousand times the same patch. */
@NullMarked
package org.klp4j.bench.cycle;

import org.jspecify.annotations.NullMarked;
