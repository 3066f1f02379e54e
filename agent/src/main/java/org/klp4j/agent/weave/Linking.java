package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * Links classes before they are retransformed. HotSpot before 22 reconstitutes the bytes of a class that another
 * thread is just linking from half-rewritten code (JDK-8277444), and refuses a whole call when one class cannot be
 * linked.
 */
final class Linking {
    private final Initialization initialization;

    Linking(Instrumentation instrumentation) throws ReflectiveOperationException {
        initialization = new Initialization(instrumentation);
    }

    /** Links the class unless it is; false when it cannot be linked, so that no code of it can run. */
    boolean link(Class<?> loaded) {
        if (initialization.done(loaded)) {
            return true;
        }
        try {
            // links first; of all questions that do, this one makes the JVM load the fewest other classes
            Constructor<?>[] unused = loaded.getDeclaredConstructors();
            return true;
        } catch (VerifyError | ClassFormatError | IncompatibleClassChangeError unlinkable) {
            return false;
        } catch (LinkageError | RuntimeException missing) {
            // a class its constructors or its verification need cannot be had: the retransformation will tell
            return true;
        }
    }

    /** What keeps a class that the JVM would not retransform from being linked, in words; null when nothing does. */
    @Nullable
    String missing(Class<?> loaded) {
        try {
            Constructor<?>[] unused = loaded.getDeclaredConstructors();
            return null;
        } catch (LinkageError | RuntimeException missing) {
            String name = missing.getMessage();
            return name == null ? missing.toString() : "'" + name.replace('/', '.') + "'";
        }
    }
}
