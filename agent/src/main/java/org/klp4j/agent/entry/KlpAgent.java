package org.klp4j.agent.entry;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.security.CodeSource;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM calls. It opens two packages of {@code java.base} to the agent's own class loader and hands over to it; a
 * second call, by {@code -javaagent} or attach or both, finds the first and only sees to its socket.
 *
 * <p>Nothing leaves this class: an exception from {@code premain} would end the application, one from
 * {@code agentmain} would print a stack trace on its error stream. The one line that says what went wrong is left
 * in the system property {@value #ERROR}, where the client that attached finds it.
 */
public final class KlpAgent {
    private static final String ERROR = "klp4j.error";
    private static final String VERSION = "klp4j.version";
    private static final String BOOT = "org.klp4j.agent.Boot";

    private static @Nullable Runnable again; // guarded by the class; set once the agent runs

    private KlpAgent() {}

    /** Called by {@code -javaagent}, before {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(instrumentation);
    }

    /** Called by attach. */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        start(instrumentation);
    }

    private static synchronized void start(Instrumentation instrumentation) {
        try {
            if (again != null) {
                again.run();
            } else if (System.getProperty(VERSION) == null) { // nor runs a copy of this class in another loader
                System.clearProperty(ERROR);
                again = handOver(instrumentation);
            }
        } catch (Throwable e) { // door: nothing may reach the application
            fail(e);
        }
    }

    private static Runnable handOver(Instrumentation instrumentation) throws Exception {
        CodeSource source = KlpAgent.class.getProtectionDomain().getCodeSource();
        File path = new File(source.getLocation().toURI());
        try (JarFile jar = new JarFile(path)) {
            String version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
            AgentLoader loader = new AgentLoader(jar, source);
            open(instrumentation, loader.getUnnamedModule());
            return (Runnable) loader.loadClass(BOOT)
                    .getMethod("start", Instrumentation.class, String.class, Map.class, Runnable.class)
                    .invoke(null, instrumentation, version, loader.hookClasses(), (Runnable) loader::initialize);
        }
    }

    /** {@code java.lang} for the hook and the threads, the other where the virtual threads are listed. */
    private static void open(Instrumentation instrumentation, Module agent) {
        Module base = Object.class.getModule();
        Set<Module> only = Set.of(agent);
        instrumentation.redefineModule(
                base, Set.of(), Map.of(), Map.of("java.lang", only, "jdk.internal.vm", only), Set.of(), Map.of());
    }

    private static void fail(Throwable failure) {
        try {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            boolean ours = cause.getClass().getName().startsWith("org.klp4j.");
            System.setProperty(ERROR, ours ? String.valueOf(cause.getMessage()) : cause.toString());
        } catch (Throwable e) {
            // out of memory or a security manager: the client reports that the agent did not answer
        }
    }
}
