/** {@code test_klp_syscall}. */
@NullMarked
package org.klp4j.selftests.syscall;

import org.jspecify.annotations.NullMarked;
