package org.klp4j.agent.stack;

import java.lang.reflect.InvocationTargetException;

/** The depth at which this JVM cuts the traces of running threads: the flag {@code MaxJavaStackTraceDepth}. */
final class TraceLimit {
    /** Deeper than the JVM cuts unless told to by the flag. */
    private static final int DEEPER = 1_100;

    private TraceLimit() {}

    /**
     * The limit in frames; {@code unknown} when the JVM was built without {@code jdk.management}. A cut trace of this
     * very thread tells it; the flag itself is asked for only where there is none, for that loads eighty classes.
     */
    static int frames(int unknown) {
        int seen = seen();
        return seen > 0 ? seen : asked(unknown);
    }

    private static int seen() {
        try {
            int frames = traceBelow(DEEPER).length;
            return frames < DEEPER ? frames : 0;
        } catch (StackOverflowError small) {
            return 0;
        }
    }

    private static StackTraceElement[] traceBelow(int frames) {
        return frames == 0 ? new Throwable().getStackTrace() : traceBelow(frames - 1);
    }

    /** Through reflection, so that the agent does not need that module. */
    private static int asked(int unknown) {
        try {
            Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
            Class<?> diagnostic = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
            Object bean = factory.getMethod("getPlatformMXBean", Class.class).invoke(null, diagnostic);
            Object option = diagnostic.getMethod("getVMOption", String.class).invoke(bean, "MaxJavaStackTraceDepth");
            int depth = Integer.parseInt(
                    (String) option.getClass().getMethod("getValue").invoke(option));
            return depth == 0 ? Integer.MAX_VALUE : depth;
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException absent) {
            return unknown;
        } catch (InvocationTargetException | RuntimeException failed) {
            return unknown;
        }
    }
}
