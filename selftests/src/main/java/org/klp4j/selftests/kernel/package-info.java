/** The program whose JVM plays the kernel, and the functions of it that are patched. */
@NullMarked
package org.klp4j.selftests.kernel;

import org.jspecify.annotations.NullMarked;
