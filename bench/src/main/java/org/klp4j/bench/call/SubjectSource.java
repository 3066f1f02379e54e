package org.klp4j.bench.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The library that is patched: one class in as many releases as wanted, which differ in a constant only. */
final class SubjectSource {
    /** The callers are not patched; what they call is. */
    private static final String CODE = """
            package subject;

            public final class Subject {
                interface Shape { int area(int x); }
                static final class Square implements Shape {
                    public int area(int x) { return x * x + RELEASE; }
                }
                static class Base {
                    int virtual(int x) { return x * 31 + RELEASE; }
                }
                static final class Made {
                    final int value;
                    Made(int x) { value = x + RELEASE; }
                }

                private static final Shape SHAPE = new Square();
                private static final Base BASE = new Base();
                private static final java.util.function.IntUnaryOperator LAMBDA = x -> x * 7 + RELEASE;
                private Subject() {}

                static int small(int x) { return x * 31 + RELEASE; }

                static int large(int x) {
                    int sum = RELEASE;
                    for (int i = 0; i < 8; i++) {
                        switch ((x + i) & 7) {
                            case 0: sum += x * 3; break;
                            case 1: sum ^= x << 1; break;
                            case 2: sum -= x * 5; break;
                            case 3: sum += x >>> 2; break;
                            case 4: sum *= 31; break;
                            case 5: sum += Integer.bitCount(x); break;
                            case 6: sum ^= Integer.rotateLeft(x, 7); break;
                            default: sum += 11;
                        }
                    }
                    return sum;
                }

                /** Called only by the thread that holds a transition open and by the pending thread. */
                public static int hold(java.util.function.IntUnaryOperator body, int x) {
                    return body.applyAsInt(x) + RELEASE;
                }

                public static int release() { return RELEASE; }

                public static java.util.function.IntUnaryOperator caller(String kind) {
                    switch (kind) {
                        case "static": return x -> small(x);
                        case "large": return x -> large(x);
                        case "virtual": return x -> BASE.virtual(x);
                        case "interface": return x -> SHAPE.area(x);
                        case "constructor": return x -> new Made(x).value;
                        case "lambda": return x -> LAMBDA.applyAsInt(x);
                        default: throw new IllegalArgumentException(kind);
                    }
                }
            }
            """;

    private SubjectSource() {}

    /** Compiles release {@code number} into a jar in {@code folder}. */
    static Path jar(Path folder, int number) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes-" + number));
        Path source =
                Files.createDirectories(folder.resolve("source-" + number)).resolve("Subject.java");
        Files.writeString(source, CODE.replace("RELEASE", Integer.toString(1000 + number)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(
                null, null, null, "--release", "17", "-nowarn", "-d", classes.toString(), source.toString());
        if (status != 0) {
            throw new IOException("release " + number + " of the subject does not compile");
        }
        return pack(classes, folder.resolve("subject-" + number + ".jar"));
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(classes)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }
}
