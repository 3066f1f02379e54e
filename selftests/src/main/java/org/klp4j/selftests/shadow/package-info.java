/** {@code test_klp_shadow_vars}. */
@NullMarked
package org.klp4j.selftests.shadow;

import org.jspecify.annotations.NullMarked;
