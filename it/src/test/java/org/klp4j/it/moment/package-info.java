/** Enabling and disabling at every entry of every patched function. */
@NullMarked
package org.klp4j.it.moment;

import org.jspecify.annotations.NullMarked;
