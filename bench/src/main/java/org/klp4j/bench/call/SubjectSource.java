package org.klp4j.bench.call;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.klp4j.bench.lab.Patched;
import org.klp4j.bench.lab.Sources;
import org.klp4j.format.KlpException;

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

    /** Compiles every release and builds the modules that take the vulnerable one there, all into {@code folder}. */
    static void prepare(Path folder) throws IOException, KlpException {
        for (int release = Library.VULNERABLE; release <= Library.FIXED; release++) {
            String code = CODE.replace("RELEASE", Integer.toString(1000 + release));
            Path jar = Sources.jar(folder, "subject-" + release, Map.of("subject/Subject.java", code));
            if (release > Library.VULNERABLE) {
                Patched.module(folder, "subject_" + release, folder.resolve("subject-1.jar"), jar, List.of());
            }
        }
    }
}
