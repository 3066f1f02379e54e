package org.klp4j.bench.call;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/** The library under test, loaded in one release, and the modules that patch it to others. */
final class Library implements AutoCloseable {
    static final int VULNERABLE = 1;
    static final int FIXED = 4;

    /** System property: where {@link SubjectSource#prepare} put everything. */
    static final String FOLDER = "klp4j.bench.subject";

    private final Path folder = Path.of(System.getProperty(FOLDER, ""));
    private final URLClassLoader loader;
    private final Class<?> subject;

    Library(int release) throws IOException, ReflectiveOperationException {
        Path jar = folder.resolve("subject-" + release + ".jar");
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, Library.class.getClassLoader());
        subject = Class.forName("subject.Subject", true, loader);
    }

    /** A call of the patched method of that shape. */
    IntUnaryOperator caller(String kind) throws ReflectiveOperationException {
        return (IntUnaryOperator) subject.getMethod("caller", String.class).invoke(null, kind);
    }

    /** Runs {@code body} with an affected function below it on the stack. */
    void inside(IntUnaryOperator body) {
        try {
            MethodHandle hold = MethodHandles.publicLookup()
                    .findStatic(subject, "hold", MethodType.methodType(int.class, IntUnaryOperator.class, int.class));
            int ignored = (int) hold.invokeExact(body, 0);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The bytes of a module {@code subject_<release>} that takes the vulnerable release there. */
    byte[] module(int release) throws IOException {
        return Files.readAllBytes(folder.resolve("subject_" + release + ".klp.jar"));
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
