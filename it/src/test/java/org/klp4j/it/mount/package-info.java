/** The control tree as files: shells and standard tools on a real mount. */
@NullMarked
package org.klp4j.it.mount;

import org.jspecify.annotations.NullMarked;
