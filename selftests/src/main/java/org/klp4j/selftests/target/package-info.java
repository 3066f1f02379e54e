/** {@code test_klp_mod_target}. */
@NullMarked
package org.klp4j.selftests.target;

import org.jspecify.annotations.NullMarked;
