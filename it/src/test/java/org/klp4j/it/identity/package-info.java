/** Identity torture: real systems under load, whose functions are replaced by what they already are. */
@NullMarked
package org.klp4j.it.identity;

import org.jspecify.annotations.NullMarked;
