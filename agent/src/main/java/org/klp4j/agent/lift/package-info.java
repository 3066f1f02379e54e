/** Defines the classes a built module brings along, beside their hosts, in every loader that has a copy of them. */
@NullMarked
package org.klp4j.agent.lift;

import org.jspecify.annotations.NullMarked;
