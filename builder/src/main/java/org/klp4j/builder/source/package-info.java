/** Fixes that come as source: files compiled against the running jars, and unified diffs against their sources. */
@NullMarked
package org.klp4j.builder.source;

import org.jspecify.annotations.NullMarked;
