/** Finds JVMs, attaches the agent, and talks to it: what every tool outside the target uses. */
@NullMarked
package org.klp4j.client;

import org.jspecify.annotations.NullMarked;
