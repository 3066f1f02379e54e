package org.klp4j.agent.stack;

import java.lang.reflect.InvocationTargetException;

/** The depth at which this JVM cuts the traces of running threads: the flag {@code MaxJavaStackTraceDepth}. */
final class TraceLimit {
    private TraceLimit() {}

    /**
     * The limit in frames; {@code unknown} when the JVM was built without {@code jdk.management}. Asked through
     * reflection, so that the agent does not need that module.
     */
    static int frames(int unknown) {
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
