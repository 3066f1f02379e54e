/** Bad input: each gets one clear line and an error number, and the target goes on as if nothing had happened. */
@NullMarked
package org.klp4j.it.refusal;

import org.jspecify.annotations.NullMarked;
