/** {@code test_klp_callbacks_mod}. */
@NullMarked
package org.klp4j.selftests.mod;

import org.jspecify.annotations.NullMarked;
