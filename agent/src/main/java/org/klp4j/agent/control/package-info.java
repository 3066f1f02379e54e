/** The control tree: attributes with {@code show} and {@code store}. Every front end is a view of it. */
@NullMarked
package org.klp4j.agent.control;

import org.jspecify.annotations.NullMarked;
