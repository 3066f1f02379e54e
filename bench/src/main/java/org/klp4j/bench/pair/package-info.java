/** From the prompt to in effect, torn calls and lost work: one small service, every tool. */
@NullMarked
package org.klp4j.bench.pair;

import org.jspecify.annotations.NullMarked;
