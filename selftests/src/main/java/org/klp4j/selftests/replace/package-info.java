/** {@code test_klp_atomic_replace}. */
@NullMarked
package org.klp4j.selftests.replace;

import org.jspecify.annotations.NullMarked;
