/** What the agent weighs when it does nothing. */
@NullMarked
package org.klp4j.bench.footprint;

import org.jspecify.annotations.NullMarked;
