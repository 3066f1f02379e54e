/**
 * The weaver port of the engine, on {@link java.lang.instrument.Instrumentation}: finds the copies of a class in
 * every class loader, moves them from one shape to the next in one retransformation, and keeps them there whatever
 * other agents do. The bytes themselves are made by {@link org.klp4j.weave}.
 */
@NullMarked
package org.klp4j.agent.weave;

import org.jspecify.annotations.NullMarked;
