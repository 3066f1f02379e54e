/** How transition time and stops grow with what the JVM runs. */
@NullMarked
package org.klp4j.bench.growth;

import org.jspecify.annotations.NullMarked;
