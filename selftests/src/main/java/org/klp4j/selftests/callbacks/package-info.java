/** Callbacks that log, shared by the test modules. */
@NullMarked
package org.klp4j.selftests.callbacks;

import org.jspecify.annotations.NullMarked;
