/** Random programs, patched while they run, against the same programs started with the fix. */
@NullMarked
package org.klp4j.it.differential;

import org.jspecify.annotations.NullMarked;
