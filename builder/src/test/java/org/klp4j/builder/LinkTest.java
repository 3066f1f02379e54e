package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.ModuleJar;

/** What new code refers to and the running program does not have. */
final class LinkTest {
    @TempDir
    private Path directory;

    @Test
    void aLinkToWhatTheRunningProgramDoesNotHaveIsRefused() throws Exception {
        Path oldLibrary = Sources.jar(directory, "lib1", List.of(), "package l; public class L { }");
        Path newLibrary = Sources.jar(
                directory, "lib2", List.of(), "package l; public class L { public static int made() { return 1; } }");
        Path before = Sources.jar(directory, "old", List.of(), "package a; class A { int f() { return 1; } }");
        Path after = Sources.jar(
                directory,
                "new",
                List.of("-cp", newLibrary.toString()),
                "package a; class A { int f() { return l.L.made(); } }");
        BuildRequest request = BuildRequest.draft()
                .jar(before, after)
                .classPath(List.of(oldLibrary))
                .name("links")
                .build();
        BuildResult result = Build.run(request);
        assertThat(result.module()).isNull();
        assertThat(result.report().refusal()).contains("'l.L.made()' is not in the running program");
    }

    /** A jar of the class path has other classes of the package: it is another release of that jar which has this one. */
    @Test
    void aClassThatAKnownPackageLacksIsRefused() throws Exception {
        Path oldLibrary = Sources.jar(directory, "lib1", List.of(), "package l; public class L { }");
        BuildRequest.Draft draft = againstALibrary().classPath(List.of(oldLibrary));
        assertThat(Build.run(draft.build()).report().refusal())
                .contains("'l.Made' is not in the running program")
                .contains("needed by 'a.A.f'");
        assertThat(BuildTest.functions(Build.run(draft.leaveOutRefused(true).build())))
                .containsExactly("a.A.h,1");
    }

    /** The line of 'klp load' names it so, when the build could not know. */
    @Test
    void whatNeedsAClassOutsideTheJarsIsLeftOutByItsName() throws Exception {
        assertThat(BuildTest.functions(Build.run(againstALibrary().build()))).contains("a.A.f,1", "a.A.g,1", "a.A.h,1");
        for (String name : List.of("l.Made", "l.Made.one")) {
            assertThat(BuildTest.functions(
                            Build.run(againstALibrary().exclude(List.of(name)).build())))
                    .containsExactly("a.A.h,1");
        }
    }

    /** As solr-core 9.4.1, which needs a library that 9.4.0 did not: what an added class implements counts too. */
    @Test
    void whatAnAddedClassImplementsIsNeeded() throws Exception {
        Path library = Sources.jar(directory, "lib", List.of(), "package l; public interface L { }");
        BuildRequest.Draft draft = BuildRequest.draft()
                .jar(
                        Sources.jar(
                                directory,
                                "old",
                                List.of(),
                                "package a; class A { Object f() { return 1; } int g() { return 2; } }"),
                        Sources.jar(
                                directory,
                                "new",
                                List.of("-cp", library.toString()),
                                "package a; class A { Object f() { return new B(); } int g() { return 3; } }"
                                        + " class B implements l.L { }"))
                .output(directory.resolve("needs.klp.jar"));
        assertThat(ModuleJar.read(
                                "x", Files.readAllBytes(Build.run(draft.build()).module()))
                        .patch()
                        .needs())
                .extracting(need -> need.host() + " " + need.owner())
                .containsExactly("a.A l.L");
        assertThat(BuildTest.functions(Build.run(draft.exclude(List.of("l.L")).build())))
                .containsExactly("a.A.g,1");
    }

    /** As Netty's Zstd decoder: without the library it does not work, and no code of the patch changes that. */
    @Test
    void whatComesWithWhatAClassNeedsAlreadyIsNotAskedFor() throws Exception {
        Path library = Sources.jar(
                directory,
                "lib",
                List.of(),
                "package l; public class L { public static int one() { return 1; } } class M { }",
                "package l; public class N { public static int two() { return 2; } }",
                "package l; public class O { public static int two() { return 2; } }");
        String before = "package a; class A { int f() { return l.L.one(); } } class B { int g() { return l.N.two(); } }"
                + " class C { int h() { return 3; } }";
        BuildResult result = Build.run(BuildRequest.draft()
                .jar(
                        Sources.jar(directory, "old", List.of("-cp", library.toString()), before),
                        Sources.jar(
                                directory,
                                "new",
                                List.of("-cp", library.toString()),
                                before.replace("l.L.one()", "l.N.two() + l.O.two()")
                                        .replace("3", "l.N.two()")))
                .output(directory.resolve("needs.klp.jar"))
                .build());
        assertThat(ModuleJar.read("x", Files.readAllBytes(result.module()))
                        .patch()
                        .needs())
                .extracting(need -> need.host() + " " + need.owner())
                .containsExactlyInAnyOrder("a.A l.O", "a.C l.N");
    }

    private BuildRequest.Draft againstALibrary() throws Exception {
        Path library = Sources.jar(
                directory,
                "lib2",
                List.of(),
                "package l; public class Made implements java.util.function.IntSupplier {"
                        + " public int getAsInt() { return one(); } public static int one() { return 1; } }");
        Path before = Sources.jar(
                directory,
                "old",
                List.of(),
                "package a; class A { int f() { return 1; } int g() { return 2; } int h() { return 3; } }");
        Path after = Sources.jar(
                directory,
                "new",
                List.of("-cp", library.toString()),
                "package a; class A { int f() { java.util.function.IntSupplier s = l.Made::one; return s.getAsInt(); }"
                        + " int g() { return added(); } int added() { return l.Made.one(); } int h() { return 30; } }");
        return BuildRequest.draft().jar(before, after).name("links").output(directory.resolve("links.klp.jar"));
    }
}
