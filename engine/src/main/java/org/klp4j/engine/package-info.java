/**
 * The livepatch core: patches, function stacks, the transition, callbacks, states, the log. It knows neither
 * bytecode nor sockets; {@link org.klp4j.engine.Weaver}, {@link org.klp4j.engine.Code} and
 * {@link org.klp4j.engine.StackSource} are its ports.
 */
@NullMarked
package org.klp4j.engine;

import org.jspecify.annotations.NullMarked;
