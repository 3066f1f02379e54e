/** The only classes of the agent that the system class loader sees: they start the rest in a loader of its own. */
@NullMarked
package org.klp4j.agent.entry;

import org.jspecify.annotations.NullMarked;
