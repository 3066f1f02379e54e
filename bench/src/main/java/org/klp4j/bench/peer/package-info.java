/** The tools that are compared, each driven the way its documentation says. */
@NullMarked
package org.klp4j.bench.peer;

import org.jspecify.annotations.NullMarked;
