package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverrideTest {
    private static final String BASE = "package b; public class B { public int f() { return 1; } }";

    @TempDir
    private Path directory;

    private BuildResult built(String flags) throws Exception {
        String before = "package a; public class A { " + flags + " static class C extends b.B { } }";
        String after = before.replace("b.B { }", "b.B { @Override public int f() { return 2; } }");
        return Build.run(BuildRequest.draft()
                .jar(
                        Sources.jar(directory, "old" + flags, List.of(), BASE, before),
                        Sources.jar(directory, "new" + flags, List.of(), BASE, after))
                .name("fix-a")
                .output(directory.resolve("fix-a.klp.jar"))
                .build());
    }

    /** As cassandra 5.0.3: the JVM would not let the method that is overridden name the class. */
    @Test
    void oneThatAnotherPackageCannotNameIsRefused() throws Exception {
        assertThat(built("").report().refusal())
                .contains("'b.B.f()'")
                .contains("the override in 'a.A$C', a class that other packages may not name");
        assertThat(built("public").report().refusal()).isNull();
    }
}
