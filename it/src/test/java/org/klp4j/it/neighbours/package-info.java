/** Life beside other agents, debuggers and recordings, and inside containers with loaders of their own. */
@NullMarked
package org.klp4j.it.neighbours;

import org.jspecify.annotations.NullMarked;
