/** {@code test_klp_livepatch}. */
@NullMarked
package org.klp4j.selftests.livepatch;

import org.jspecify.annotations.NullMarked;
