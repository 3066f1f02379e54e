package org.klp4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.BuildResult;
import org.klp4j.format.KlpException;

/** {@code klp build}: a module, a report that refuses, or one line, whatever is in the jars. */
class BuilderIT {
    private static final String SUBJECT = "org/klp4j/fuzz/Lines.class";

    @FuzzTest(maxDuration = "2m")
    void fixedClass(byte[] classFile) throws IOException {
        Path directory = Files.createTempDirectory("klp-fuzz");
        try {
            build(
                    jar(directory.resolve("old.jar"), subject()),
                    jar(directory.resolve("new.jar"), classFile),
                    directory);
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private static void build(Path before, Path after, Path directory) {
        try {
            BuildResult result = Build.run(BuildRequest.draft()
                    .jar(before, after)
                    .name("fuzz")
                    .output(directory.resolve("fuzz.klp.jar"))
                    .build());
            Objects.requireNonNull(result.report());
        } catch (KlpException refused) {
            Lines.one(refused.getMessage());
        }
    }

    private static byte[] subject() throws IOException {
        try (InputStream in = Objects.requireNonNull(BuilderIT.class.getResourceAsStream("/" + SUBJECT))) {
            return in.readAllBytes();
        }
    }

    private static Path jar(Path file, byte[] classFile) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(SUBJECT));
            jar.write(classFile);
        }
        return file;
    }
}
