/** How long a module takes to build. */
@NullMarked
package org.klp4j.bench.build;

import org.jspecify.annotations.NullMarked;
