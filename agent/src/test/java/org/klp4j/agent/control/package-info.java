@NullMarked
package org.klp4j.agent.control;

import org.jspecify.annotations.NullMarked;
