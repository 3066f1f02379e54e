/** The module loader: {@code insmod}, {@code rmmod} and what {@code module/} shows of the modules loaded. */
@NullMarked
package org.klp4j.agent.module;

import org.jspecify.annotations.NullMarked;
