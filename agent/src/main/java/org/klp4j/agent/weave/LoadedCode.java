package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import org.klp4j.engine.Code;

/** What the JVM has loaded, by object and by class. */
public final class LoadedCode implements Code {
    private final LoadedClasses classes;
    private final ObjectNames objects = new ObjectNames();

    /** The code of this JVM. */
    public LoadedCode(Instrumentation instrumentation) {
        this.classes = new LoadedClasses(instrumentation);
    }

    @Override
    public boolean loaded(String object) {
        return object.equals(ObjectNames.VMLINUX)
                || classes.any(loaded -> objects.of(loaded).equals(object));
    }

    @Override
    public boolean classLoaded(String className) {
        return classes.any(loaded -> loaded.getName().equals(className));
    }
}
