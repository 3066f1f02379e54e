/** The consistency oracle: every chain of patched calls sees exactly one version. */
@NullMarked
package org.klp4j.it.consistency;

import org.jspecify.annotations.NullMarked;
