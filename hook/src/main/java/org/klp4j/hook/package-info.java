/**
 * The few classes that woven code calls. In the target they live in {@code java.lang}, so that every class loader and
 * every named module sees them; the agent jar carries them under that name. Nothing here may run a bootstrap method,
 * call application code or throw.
 */
@NullMarked
package org.klp4j.hook;

import org.jspecify.annotations.NullMarked;
