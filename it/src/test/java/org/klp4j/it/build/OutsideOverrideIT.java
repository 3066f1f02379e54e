package org.klp4j.it.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.BuildResult;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/**
 * The fix overrides a method of a library that stays as it is, and the library is who calls it. The build refuses, and
 * says what to do: with the library's jar given as a pair, its method leads to the override.
 */
final class OutsideOverrideIT {
    private static final String BASE = """
            package dep;
            public class Base {
                public String name() { return "base"; }
                public static String ask(Base asked) { return asked.name(); }
            }
            """;
    private static final String APP = """
            package app;
            public class App extends dep.Base {
                @OVERRIDE@
                public static String answer() { return dep.Base.ask(new App()) + dep.Base.ask(new dep.Base()); }
            }
            """;

    @TempDir
    private Path directory;

    @EachJdk
    void theLibrarysMethodLeadsToTheOverride(Jdk jdk) throws Exception {
        Path library = Fixture.source("dep/Base.java", BASE).jar(directory.resolve("dep.jar"));
        Path before = app(library, "");
        Path after = app(library, "@Override public String name() { return \"over \" + super.name(); }");
        assertThat(Build.run(draft(before, after).classPath(List.of(library)).build())
                        .report()
                        .refusal())
                .contains("'app.App.name()'", "'dep.Base.name'", "the same as --old and --new", "--exclude");
        BuildResult result = Build.run(draft(before, after)
                .jar(library, library)
                .output(directory.resolve("outside.klp.jar"))
                .build());
        assertThat(result.module()).as(result.report().toString()).isNotNull();
        Path running = Fixture.source("dep/Base.java", BASE)
                .and("app/App.java", APP.replace("@OVERRIDE@", ""))
                .jar(directory.resolve("running.jar"));
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running);
            assertThat(target.ask("in 0 app.App answer")).isEqualTo("basebase");
            session.insmod(result.module());
            session.settle();
            assertThat(target.ask("in 0 app.App answer")).isEqualTo("over basebase");
            target.ask("loader " + running);
            assertThat(target.ask("in 1 app.App answer")).isEqualTo("over basebase");
            session.disable("outside");
            session.settle();
            assertThat(target.ask("in 0 app.App answer")).isEqualTo("basebase");
        }
    }

    private static BuildRequest.Draft draft(Path before, Path after) {
        return BuildRequest.draft().name("outside").jar(before, after);
    }

    private Path app(Path library, String override) {
        return Fixture.source("app/App.java", APP.replace("@OVERRIDE@", override))
                .against(library)
                .jar(directory.resolve("app-" + (override.isEmpty() ? 1 : 2) + ".jar"));
    }
}
