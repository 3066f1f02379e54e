/** The transition from outside: who waits for whom, reverse, force, signal, stacking, class copies and late classes. */
@NullMarked
package org.klp4j.it.transition;

import org.jspecify.annotations.NullMarked;
