package org.klp4j.it.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.BuildResult;
import org.klp4j.cli.Main;
import org.klp4j.cli.Terminal;
import org.klp4j.format.Errno;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Refusals;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** The fix was built against another release of a dependency than the one that runs: its code must never run. */
final class LinksIT {
    private static final String OLD =
            "package l; public class App { public static String answer() { return \"old\"; } }";
    private static final String DIRECT =
            "package l; public class App { public static String answer() { return Lib.name(1); } }";
    private static final String LIFTED =
            "package l; public class App { public static String answer() { return more(); }"
                    + " private static String more() { return Lib.name(1) + new Object() { int i = Lib.name(2).length(); }.i; } }";
    private static final String LIB =
            "package l; public class Lib { public static String name(int i) { return \"lib\"; } }";

    @TempDir
    private Path directory;

    @EachJdk
    void aModuleWhoseLinksAreNotThereIsNeverLoaded(Jdk jdk) throws Exception {
        for (String fix : List.of(DIRECT, LIFTED)) {
            Path module = module(fix);
            refused(jdk, module, "public static String name(long i) { return \"lib\"; }", "needs 'l.Lib.name(I)");
            refused(jdk, module, "public String name(int i) { return \"lib\"; }", "which is not static");
            refused(jdk, module, null, "needs class 'l.Lib', which is not there");
            refused(jdk, module, null, "by --exclude l.Lib");
        }
    }

    @EachJdk
    void itLoadsWhereTheyAre(Jdk jdk) throws Exception {
        Path module = module(LIFTED);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running("public static String name(int i) { return \"here\"; }"));
            assertThat(target.ask("in 0 l.App answer")).isEqualTo("old");
            session.insmod(module);
            session.settle();
            assertThat(target.ask("in 0 l.App answer")).isEqualTo("here4");
        }
    }

    /** Throwing needs to know that it is a Throwable, and a check does not define what the module brings along. */
    @EachJdk
    void aCheckMissesNothingThatTheModuleBringsAlong(Jdk jdk) throws Exception {
        Path module =
                module("package l; public class App { public static String answer() { return Lib.name(more(\"x\")); }"
                        + " private static int more(String s) { if (s.isEmpty()) { throw new Problem(); } return s.length(); } }"
                        + " class Problem extends RuntimeException { }");
        Path thrown =
                module("package l; public class App { public static String answer() { if (Lib.name(1).isEmpty()) {"
                        + " throw new Problem(); } return Lib.name(1); } } class Problem extends RuntimeException { }");
        for (Path each : List.of(module, thrown)) {
            try (TargetJvm target = new Service(directory).start(jdk);
                    Session session = Session.open(target)) {
                target.ask("loader " + running("public static String name(int i) { return \"here\"; }"));
                assertThat(target.ask("in 0 l.App answer")).isEqualTo("old");
                session.check(each);
                assertThat(session.patches()).isEmpty();
                assertThat(target.ask("in 0 l.App answer")).isEqualTo("old");
                session.insmod(each);
                session.settle();
                assertThat(target.ask("in 0 l.App answer")).isEqualTo("here");
            }
        }
    }

    /** As Solr, whose class that needs the library is of a command line tool: it is there, and not loaded. */
    @EachJdk
    void aCheckTellsOfWhatABroughtClassImplements(Jdk jdk) throws Exception {
        String tool = "package l; public class Tool { static Object made() { return 1; } }";
        Path library = Fixture.source("m/Seen.java", "package m; public interface Seen { interface Look { } }")
                .jar(directory.resolve("seen.jar"));
        Path running =
                Fixture.source("l/App.java", OLD).and("l/Tool.java", tool).jar(directory.resolve("tool-1.jar"));
        Path module = Build.run(BuildRequest.draft()
                        .jar(
                                running,
                                Fixture.source("l/App.java", OLD.replace("old", "new"))
                                        .and("l/Tool.java", tool.replace("return 1;", "return new Look();"))
                                        .and("l/Look.java", "package l; class Look implements m.Seen.Look { }")
                                        .against(library)
                                        .jar(directory.resolve("tool-2.jar")))
                        .output(directory.resolve("tool.klp.jar"))
                        .build())
                .module();
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running);
            assertThat(target.ask("in 0 l.App answer")).isEqualTo("old");
            String line = "its code for 'l.Tool' needs class 'm.Seen$Look', which is not there in loader ";
            assertThat(Refusals.refused(Errno.ENOENT, () -> session.check(module)))
                    .contains(line)
                    .contains("by --exclude 'm.Seen$Look'");
            assertThat(Refusals.refused(Errno.ENOENT, () -> session.insmod(module)))
                    .contains(line);
            assertThat(target.ask("in 0 l.App answer")).isEqualTo("old");
        }
    }

    /** As jackson-dataformat-cbor, whose parser extends one of another jar: what is lifted is no subclass. */
    @EachJdk
    void protectedMembersOfAClassTheBuildDoesNotSeeAreReached(Jdk jdk) throws Exception {
        String base =
                "package p; public class Base { protected int count = 1; protected String word() { return \"w\"; }"
                        + " protected static String name() { return \"n\"; } }";
        String old =
                "package l; public class Sub extends p.Base { public static String answer() { return new Sub().get(); }"
                        + " String get() { return \"old\"; } protected String word() { return \"o\"; } }";
        String fix = old.replace(
                "return \"old\"; }",
                "return more(); } private String more() { java.util.function.Supplier<String> s = this::word;"
                        + " count = count + 1; return word() + super.word() + s.get() + count + name() + p.Base.name(); }");
        Path library = Fixture.source("p/Base.java", base).jar(directory.resolve("base.jar"));
        Path running =
                Fixture.source("l/Sub.java", old).and("p/Base.java", base).jar(directory.resolve("all.jar"));
        Path module = Build.run(BuildRequest.draft()
                        .jar(
                                Fixture.source("l/Sub.java", old)
                                        .against(library)
                                        .jar(directory.resolve("sub-1.jar")),
                                Fixture.source("l/Sub.java", fix)
                                        .against(library)
                                        .jar(directory.resolve("sub-2.jar")))
                        .output(directory.resolve("sub.klp.jar"))
                        .build())
                .module();
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running);
            assertThat(target.ask("in 0 l.Sub answer")).isEqualTo("old");
            session.insmod(module);
            session.settle();
            assertThat(target.ask("in 0 l.Sub answer")).isEqualTo("owo2nn");
        }
    }

    @Test
    void infoTellsWhatAModuleNeeds() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(Main.run(
                        new Terminal(stream, stream, false),
                        "info",
                        module(DIRECT).toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\nneeds:\n  static l.Lib.name(I)Ljava/lang/String; for l.App\n");
    }

    private void refused(Jdk jdk, Path module, @Nullable String member, String reason) throws Exception {
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running(member));
            assertThat(target.ask("in 0 l.App answer")).isEqualTo("old");
            assertThat(Refusals.refused(Errno.ENOENT, () -> session.check(module)))
                    .contains(reason);
            assertThat(Refusals.refused(Errno.ENOENT, () -> session.insmod(module)))
                    .contains("'l.App'")
                    .contains(reason)
                    .contains("--class-path");
            assertThat(session.patches()).isEmpty();
            assertThat(target.ask("in 0 l.App answer")).isEqualTo("old");
        }
    }

    /** What the target has: the application, and its own release of the library, if any. */
    private Path running(@Nullable String member) {
        Fixture app = Fixture.source("l/App.java", OLD);
        Fixture all = member == null ? app : app.and("l/Lib.java", "package l; public class Lib { " + member + " }");
        return all.jar(directory.resolve("running.jar"));
    }

    private Path module(String fix) throws Exception {
        Path library = Fixture.source("l/Lib.java", LIB).jar(directory.resolve("lib.jar"));
        BuildResult result = Build.run(BuildRequest.draft()
                .jar(
                        Fixture.source("l/App.java", OLD).jar(directory.resolve("app-1.jar")),
                        Fixture.source("l/App.java", fix).against(library).jar(directory.resolve("app-2.jar")))
                .classPath(List.of(library))
                .output(directory.resolve("links.klp.jar"))
                .build());
        assertThat(result.module()).as(result.report().toString()).isNotNull();
        return result.module();
    }
}
