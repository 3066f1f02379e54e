/** Shows what the kernel shows under {@code /proc}. */
@NullMarked
package org.klp4j.selftests.proc;

import org.jspecify.annotations.NullMarked;
