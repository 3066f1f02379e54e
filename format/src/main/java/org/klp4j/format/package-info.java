/** What both sides of the process boundary agree on: error numbers, module files, the wire protocol. */
@NullMarked
package org.klp4j.format;

import org.jspecify.annotations.NullMarked;
