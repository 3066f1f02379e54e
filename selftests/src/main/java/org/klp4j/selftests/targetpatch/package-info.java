/** {@code test_klp_mod_patch}. */
@NullMarked
package org.klp4j.selftests.targetpatch;

import org.jspecify.annotations.NullMarked;
