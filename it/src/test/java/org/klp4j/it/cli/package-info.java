/** The command as an operator types it: real processes, exit statuses, one line for every error. */
@NullMarked
package org.klp4j.it.cli;

import org.jspecify.annotations.NullMarked;
