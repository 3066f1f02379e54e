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
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.format.KlpException;

/** The library under test, loaded in one release, and the modules that patch it to others. */
final class Library implements AutoCloseable {
    static final int VULNERABLE = 1;
    static final int FIXED = 4;

    private final Path folder = Files.createTempDirectory("klp4j-bench");
    private final Path vulnerable = SubjectSource.jar(folder, VULNERABLE);
    private final URLClassLoader loader;
    private final Class<?> subject;

    Library(int release) throws IOException, ReflectiveOperationException {
        Path jar = release == VULNERABLE ? vulnerable : SubjectSource.jar(folder, release);
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, Library.class.getClassLoader());
        subject = Class.forName("subject.Subject", true, loader);
    }

    /** The vulnerable release. */
    Path jar() {
        return vulnerable;
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
    byte[] module(int release) throws IOException, KlpException {
        Path module = Build.run(BuildRequest.draft()
                        .jar(vulnerable, SubjectSource.jar(folder, release))
                        .name("subject_" + release)
                        .output(folder.resolve("subject_" + release + ".klp.jar"))
                        .build())
                .module();
        if (module == null) {
            throw new IllegalStateException("the patch to release " + release + " does not build");
        }
        return Files.readAllBytes(module);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
