/** {@code test_klp_callbacks_demo2}. */
@NullMarked
package org.klp4j.selftests.demo2;

import org.jspecify.annotations.NullMarked;
