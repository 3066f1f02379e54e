package org.klp4j.agent.weave;

import java.lang.instrument.ClassFileTransformer;

/** A transformer of klp4j's own, which {@link InstrumentedWeaver} does not take for another agent's. */
public interface OwnTransformer extends ClassFileTransformer {}
