/** What a call of a patched method costs, in every state a patch can be in. */
@NullMarked
package org.klp4j.bench.call;

import org.jspecify.annotations.NullMarked;
