/** The engine's view of threads and stacks, taken without ever stopping the world for longer than a batch. */
@NullMarked
package org.klp4j.agent.stack;

import org.jspecify.annotations.NullMarked;
