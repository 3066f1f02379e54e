/** A JVM that has much of something and does nothing. */
@NullMarked
package org.klp4j.bench.crowd;

import org.jspecify.annotations.NullMarked;
