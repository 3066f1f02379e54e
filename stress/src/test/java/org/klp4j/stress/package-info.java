/** Runs what other packages of this module hold. */
@NullMarked
package org.klp4j.stress;

import org.jspecify.annotations.NullMarked;
