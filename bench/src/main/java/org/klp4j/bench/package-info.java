/** Runs the benchmarks on the given JDKs and writes the page that quotes them. */
@NullMarked
package org.klp4j.bench;

import org.jspecify.annotations.NullMarked;
