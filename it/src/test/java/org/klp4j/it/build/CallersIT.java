package org.klp4j.it.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.BuildResult;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/**
 * {@code --with-callers}: a method that calls a changed one twice must get the same from both calls, though it has not
 * changed itself. Without the option it is no function of the patch, and a thread inside it switches between the calls.
 */
final class CallersIT {
    private static final String DUO = """
            package caller;

            import java.util.concurrent.CountDownLatch;

            public final class Duo {
                private final CountDownLatch inside = new CountDownLatch(1);
                private final CountDownLatch go = new CountDownLatch(1);
                private String whole;

                private static String part() {
                    return "@V@";
                }

                private String whole() throws InterruptedException {
                    String first = part();
                    inside.countDown();
                    go.await();
                    return first + part();
                }

                private void run() {
                    try {
                        whole = whole();
                    } catch (InterruptedException e) {
                        whole = e.toString();
                    }
                }

                public static void main(String[] arguments) throws Exception {
                    Duo[] duo = new Duo[1];
                    Thread[] thread = new Thread[1];
                    target.Console.serve(words -> {
                        if (words[0].equals("begin")) {
                            duo[0] = new Duo();
                            thread[0] = target.Threads.start(false, "duo", duo[0]::run);
                            duo[0].inside.await();
                            return "inside";
                        }
                        duo[0].go.countDown();
                        thread[0].join();
                        return duo[0].whole;
                    });
                }
            }
            """;

    @TempDir
    private Path directory;

    @EachJdk
    void aThreadInsideACallerSwitchesWithIt(Jdk jdk) throws Exception {
        Path module = module(true);
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            assertThat(target.ask("begin")).isEqualTo("inside");
            session.insmod(module);
            session.awaitOnlyPending("duo");
            assertThat(target.ask("end")).isEqualTo("11");
            session.settle();
            target.ask("begin");
            assertThat(target.ask("end")).isEqualTo("22");
            target.ask("begin");
            session.disable("callers");
            session.awaitOnlyPending("duo");
            assertThat(target.ask("end")).isEqualTo("22");
            session.settle();
            target.ask("begin");
            assertThat(target.ask("end")).isEqualTo("11");
        }
    }

    @EachJdk
    void withoutTheOptionItSwitchesBetweenTheCalls(Jdk jdk) throws Exception {
        Path module = module(false);
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            target.ask("begin");
            session.insmod(module);
            session.settle();
            assertThat(target.ask("end")).isEqualTo("12");
        }
    }

    private TargetJvm start(Jdk jdk) {
        return TargetJvm.of(jdk).classPath(jar(1)).main("caller.Duo").start();
    }

    private Path jar(int version) {
        return Fixture.of("support")
                .and("caller/Duo.java", DUO)
                .version(version)
                .jar(directory.resolve("duo-" + version + ".jar"));
    }

    private Path module(boolean withCallers) throws Exception {
        BuildResult result = Build.run(BuildRequest.draft()
                .jar(jar(1), jar(2))
                .withCallers(withCallers)
                .output(directory.resolve("callers.klp.jar"))
                .build());
        assertThat(result.module()).as(result.report().toString()).isNotNull();
        return result.module();
    }
}
