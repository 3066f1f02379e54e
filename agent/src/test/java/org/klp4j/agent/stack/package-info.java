/** How stacks are taken. */
@NullMarked
package org.klp4j.agent.stack;

import org.jspecify.annotations.NullMarked;
