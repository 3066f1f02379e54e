/** {@code test_klp_callbacks_demo}. */
@NullMarked
package org.klp4j.selftests.demo;

import org.jspecify.annotations.NullMarked;
