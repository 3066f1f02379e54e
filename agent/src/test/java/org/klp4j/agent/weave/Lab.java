package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.Shape;
import org.klp4j.engine.Shapes;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.PatchClass;

/** A weaver on the JVM the tests run in, a gate that answers as told, and classes to patch. */
final class Lab {
    static final MethodKey CALL = new MethodKey("call", "()Ljava/lang/String;");

    final Instrumentation instrumentation = AttachedAgent.attach();
    final KernelLog log = new KernelLog();
    final AtomicInteger transformers = new AtomicInteger();
    final InstrumentedWeaver weaver =
            new InstrumentedWeaver(counting(instrumentation), log, (name, loader, domain) -> Arrival.Outcome.READY);
    private final Path scratch;
    private int compiled;

    Lab(Path scratch) throws Exception {
        this.scratch = scratch;
        StandInGate.define(instrumentation);
    }

    /** Compiles one unit in a directory of its own. */
    Map<String, byte[]> compile(String className, String source, String... options) throws Exception {
        Path directory = Files.createDirectories(scratch.resolve("unit" + compiled++));
        return SourceClasses.compile(directory, className, source, options);
    }

    /** A class {@code t.Name} whose {@code call} returns a text. */
    byte[] speaking(String name, String text) throws Exception {
        return compile(
                        "t." + name,
                        "package t; public class " + name + " { public static String call() { return \"" + text
                                + "\"; } }")
                .get("t." + name);
    }

    static PatchBody body(byte[] before, byte[] after) throws Exception {
        return new PatchBody(new PatchClass(after), BodyHash.of(before, CALL), BodyHash.of(after, CALL));
    }

    static MethodShape call(String className, Shape shape) {
        return new MethodShape("object", new FunctionName(className, "call", CALL.descriptor(), 1), shape);
    }

    static Shapes shapes(MethodShape... shapes) {
        Map<String, List<MethodShape>> byClass = new HashMap<>();
        for (MethodShape shape : shapes) {
            byClass.computeIfAbsent(shape.function().className(), name -> new ArrayList<>())
                    .add(shape);
        }
        return new Shapes(byClass);
    }

    static String call(Class<?> speaking) throws ReflectiveOperationException {
        return (String) speaking.getMethod("call").invoke(null);
    }

    List<String> logged() {
        return log.since(0).stream().map(KernelLog.Record::text).toList();
    }

    private Instrumentation counting(Instrumentation real) {
        return (Instrumentation) Proxy.newProxyInstance(
                Lab.class.getClassLoader(), new Class<?>[] {Instrumentation.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("addTransformer")) {
                        transformers.incrementAndGet();
                    } else if (method.getName().equals("removeTransformer")) {
                        transformers.decrementAndGet();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** One copy of the classes: a loader that shows their class files, as real loaders do. */
    static final class Copy extends ClassLoader {
        private final Map<String, byte[]> defined;
        private final Map<String, byte[]> shown;
        private final @Nullable ProtectionDomain domain;

        Copy(Map<String, byte[]> classes) {
            this(classes, classes, null);
        }

        /** Classes that say they come from a jar of this name. */
        Copy(Map<String, byte[]> classes, String jar) throws java.net.MalformedURLException {
            this(classes, classes, domain(jar));
        }

        Copy(Map<String, byte[]> defined, Map<String, byte[]> shown) {
            this(defined, shown, null);
        }

        private Copy(Map<String, byte[]> defined, Map<String, byte[]> shown, @Nullable ProtectionDomain domain) {
            super(Lab.class.getClassLoader());
            this.domain = domain;
            this.defined = defined;
            this.shown = shown;
        }

        private static ProtectionDomain domain(String jar) throws java.net.MalformedURLException {
            return new ProtectionDomain(
                    new CodeSource(new java.net.URL("file:/nowhere/" + jar), (CodeSigner[]) null), null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = defined.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length, domain);
        }

        @Override
        public java.io.@Nullable InputStream getResourceAsStream(String file) {
            byte[] bytes = shown.get(file.replace(".class", "").replace('/', '.'));
            return bytes == null ? super.getResourceAsStream(file) : new java.io.ByteArrayInputStream(bytes);
        }
    }
}
