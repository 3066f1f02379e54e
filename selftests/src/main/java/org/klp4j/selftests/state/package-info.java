/** {@code test_klp_state}, {@code test_klp_state2}, {@code test_klp_state3}. */
@NullMarked
package org.klp4j.selftests.state;

import org.jspecify.annotations.NullMarked;
