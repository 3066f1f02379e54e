/** How long an operator waits, from the shell prompt until a patch is in effect. */
@NullMarked
package org.klp4j.bench.load;

import org.jspecify.annotations.NullMarked;
