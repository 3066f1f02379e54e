package org.klp4j.agent.weave;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;

/** The transformers of other agents, which might come after ours and put other bytes in the place of ours. */
final class OtherTransformers {
    private final Instrumentation instrumentation;

    OtherTransformers(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** Whether there may be one; hidden classes count, for a lambda is one. */
    boolean present() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (ClassFileTransformer.class.isAssignableFrom(type)
                    && !type.isInterface()
                    && !OwnTransformer.class.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }
}
