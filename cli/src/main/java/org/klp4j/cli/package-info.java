/**
 * The command {@code klp}: one class for each verb. A verb reads and writes the control tree of a JVM, or a file; it
 * decides nothing of its own.
 */
@NullMarked
package org.klp4j.cli;

import org.jspecify.annotations.NullMarked;
