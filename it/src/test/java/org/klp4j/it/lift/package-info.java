/** What fixes change beyond bodies, carried into running classes and held against a start with the fixed ones. */
@NullMarked
package org.klp4j.it.lift;

import org.jspecify.annotations.NullMarked;
