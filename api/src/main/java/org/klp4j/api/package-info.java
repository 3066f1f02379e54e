/**
 * The interface of hand-written modules, in the words of the Linux kernel: {@link org.klp4j.api.KlpModule} with its
 * {@code init} and {@code exit}, and the structures that {@link org.klp4j.api.Klp#enablePatch} takes. Functions return
 * 0 or a negative error number, as in the kernel; why something was refused stands in the log.
 */
@NullMarked
package org.klp4j.api;

import org.jspecify.annotations.NullMarked;
