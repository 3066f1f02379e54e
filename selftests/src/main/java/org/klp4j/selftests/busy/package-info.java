/** {@code test_klp_callbacks_busy}. */
@NullMarked
package org.klp4j.selftests.busy;

import org.jspecify.annotations.NullMarked;
