package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleJar;

/** Fixes given as source files, and as a diff against the source jar. */
final class SourceTest {
    private static final String GREETING = """
            package a;
            public class Greeting {
                private final String name;
                public Greeting(String name) { this.name = name; }
                public String text(int times) {
                    StringBuilder all = new StringBuilder();
                    for (int i = 0; i < times; i++) {
                        all.append("hello " + name + i);
                    }
                    return all.toString();
                }
                public Runnable other() { return () -> System.out.println(name + 1); }
                enum Kind { ONE, TWO }
                static int of(Kind kind) {
                    switch (kind) { case ONE: return 1; default: return 2; }
                }
            }
            """;
    private static final String FIXED = GREETING.replace("i < times", "i < limit(times)")
            .replace(
                    "    static int of",
                    "    private static int limit(int n) { return Math.min(n, 3); }\n    static int of");
    private static final String DIFF = """
            diff --git a/src/main/java/a/Greeting.java b/src/main/java/a/Greeting.java
            --- a/src/main/java/a/Greeting.java
            +++ b/src/main/java/a/Greeting.java
            @@ -5,3 +5,3 @@ public class Greeting {
                 public String text(int times) {
                     StringBuilder all = new StringBuilder();
            -        for (int i = 0; i < times; i++) {
            +        for (int i = 0; i < limit(times); i++) {
            @@ -13,2 +13,3 @@
                 enum Kind { ONE, TWO }
            +    private static int limit(int n) { return Math.min(n, 3); }
                 static int of(Kind kind) {
            """;

    @TempDir
    private Path directory;

    private Path old;
    private Path sources;

    @BeforeEach
    void inputs() throws Exception {
        old = Sources.jar(directory, "old", List.of("--release", "8", "-Xlint:-options"), GREETING);
        sources = directory.resolve("old-sources.jar");
        try (OutputStream out = Files.newOutputStream(sources);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a/Greeting.java"));
            zip.write(GREETING.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private BuildRequest.Draft request() {
        return BuildRequest.draft().jar(old, null).name("fix").output(directory.resolve("fix.klp.jar"));
    }

    private static List<String> carried(BuildResult result) {
        return result.report().with(Fate.CARRIED).stream().map(Item::symbol).toList();
    }

    @Test
    void aFixedFileIsCompiledForTheVersionOfTheVulnerableClass() throws Exception {
        BuildResult result = Build.run(
                request().sources(List.of(file("Greeting.java", FIXED))).build());
        assertThat(carried(result)).contains("a.Greeting.text(int)").doesNotContain("a.Greeting.of(Kind)");
        byte[] body = ModuleJar.read("fix", Files.readAllBytes(result.module()))
                .patch()
                .bodies()
                .get("a.Greeting");
        assertThat(body[7]).isEqualTo((byte) 52);
    }

    @Test
    void aDirectoryStandsForItsFiles() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("src/a"));
        Files.writeString(folder.resolve("Greeting.java"), FIXED);
        BuildResult result =
                Build.run(request().sources(List.of(directory.resolve("src"))).build());
        assertThat(carried(result)).contains("a.Greeting.text(int)");
    }

    @Test
    void theSameSourceChangesNothing() throws Exception {
        BuildResult result = Build.run(
                request().sources(List.of(file("Greeting.java", GREETING))).build());
        assertThat(result.report().empty()).isTrue();
    }

    @Test
    void whatTheCompilerSaysIsOneLineWithFileAndLine() throws Exception {
        Path wrong = file("Greeting.java", GREETING.replace("all.toString()", "all.toText()"));
        assertThatThrownBy(() -> Build.run(request().sources(List.of(wrong)).build()))
                .isInstanceOf(KlpException.class)
                .hasMessageContaining("Greeting.java:10: cannot find symbol; symbol: method toText()")
                .hasMessageNotContaining("\n");
        Path broken = file("Greeting.java", GREETING.replace("return 2; }", "return 2;"));
        assertThatThrownBy(() -> Build.run(request().sources(List.of(broken)).build()))
                .hasMessageContaining("Greeting.java:17: reached end of file while parsing");
        Path missing = file("Greeting.java", FIXED.replace("package a;", "package a; import lib.Lib;"));
        assertThatThrownBy(() -> Build.run(request().sources(List.of(missing)).build()))
                .hasMessageContaining("Greeting.java:1: package lib does not exist")
                .hasMessageEndingWith("give its jar with --class-path");
    }

    @Test
    void aDependencyComesFromTheClassPath() throws Exception {
        Path library = Sources.jar(
                directory, "lib", List.of(), "package lib; public class Lib { public static int max() { return 3; } }");
        Path fixed = file("Greeting.java", GREETING.replace("i < times", "i < lib.Lib.max()"));
        BuildResult result = Build.run(
                request().sources(List.of(fixed)).classPath(List.of(library)).build());
        assertThat(carried(result)).containsExactly("a.Greeting.text(int)");
    }

    @Test
    void aDiffIsAppliedToTheSources() throws Exception {
        BuildResult result = Build.run(request()
                .diff(file("fix.patch", DIFF))
                .sourceJars(List.of(sources))
                .build());
        assertThat(carried(result)).contains("a.Greeting.text(int)");
        assertThat(result.module()).isNotNull();
    }

    @Test
    void aHunkMayHaveMovedIfItFitsInOnePlace() throws Exception {
        BuildResult result = Build.run(request()
                .diff(file("fix.patch", DIFF.replace("-5,3 +5,3", "-7,3 +7,3")))
                .sourceJars(List.of(sources))
                .build());
        assertThat(carried(result)).contains("a.Greeting.text(int)");
    }

    @Test
    void aDiffThatDoesNotFitIsRefusedWithItsPlace() throws Exception {
        refused(
                DIFF.replace("text(int times) {", "text(long times) {"),
                "a/Greeting.java:5: hunk 1 of the diff does not fit");
        refused(
                DIFF.replace("Greeting.java", "Other.java"),
                "'a/src/main/java/a/Other.java'|'b/src/main/java/a/Other.java'");
        refused(DIFF.replace("-13,2 +13,3", "-13,4 +13,5"), "fix.patch:13: the hunk of line 9");
        refused("nothing", "holds no unified diff");
    }

    private void refused(String diff, String line) throws Exception {
        BuildRequest request = request()
                .diff(file("fix.patch", diff))
                .sourceJars(List.of(sources))
                .build();
        assertThatThrownBy(() -> Build.run(request))
                .isInstanceOf(KlpException.class)
                .hasMessageNotContaining("\n")
                .satisfies(e -> assertThat(e.getMessage()).containsPattern(line));
    }

    @Test
    void aDiffWithoutItsSourcesIsRefused() throws Exception {
        BuildRequest request = request().diff(file("fix.patch", DIFF)).build();
        assertThatThrownBy(() -> Build.run(request)).hasMessageEndingWith("give --sources");
    }

    @Test
    void callersComeAlongWhenAskedFor() throws Exception {
        String before =
                "package a; public class C { int f() { return 1; } int g() { return f(); } int h() { return g(); } }";
        Path running = Sources.jar(directory, "c1", List.of(), before);
        Path fixed = Sources.jar(directory, "c2", List.of(), before.replace("return 1", "return 2"));
        BuildRequest.Draft draft = BuildRequest.draft().jar(running, fixed).output(directory.resolve("c.klp.jar"));
        assertThat(carried(Build.run(draft.build()))).containsExactly("a.C.f()");
        assertThat(carried(Build.run(draft.withCallers(true).build()))).containsExactly("a.C.f()", "a.C.g()");
        assertThat(carried(Build.run(draft.exclude(List.of("a.C.g")).build()))).containsExactly("a.C.f()");
    }
}
