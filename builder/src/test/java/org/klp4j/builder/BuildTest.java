package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleJar;

final class BuildTest {
    private static final String OLD = "package a; public class A { int v; A(int v) { this.v = v; }"
            + " int f() { return 1; } static int g() { return 2; } class B { int h() { return 3; } } }";
    private static final String NEW = "package a; public class A { int v; A(int v) { this.v = v + 1; }"
            + " int f() { return 10; } static int g() { return 20; } class B { int h() { return 30; } } }";

    @TempDir
    private Path directory;

    private BuildRequest.Draft request(String before, String after) throws Exception {
        return BuildRequest.draft()
                .jar(Sources.jar(directory, "old", List.of(), before), Sources.jar(directory, "new", List.of(), after))
                .name("fix-a")
                .output(directory.resolve("fix-a.klp.jar"));
    }

    private static List<String> functions(BuildResult result) throws Exception {
        ModuleImage image = ModuleJar.read("x", Files.readAllBytes(result.module()));
        return image.patch().objects().stream()
                .flatMap(object -> object.functions().stream())
                .map(function -> function.className() + "." + function.method() + "," + function.sympos())
                .toList();
    }

    @Test
    void changedBodiesAreReplaced() throws Exception {
        BuildResult result = Build.run(request(OLD, NEW).build());
        assertThat(functions(result)).containsExactly("a.A.<init>,1", "a.A.f,1", "a.A.g,1", "a.A$B.h,1");
        assertThat(result.report().module()).isEqualTo("fix_a");
    }

    @Test
    void onlyTakesAClassWithItsNestedOnesOrSingleMethods() throws Exception {
        assertThat(functions(Build.run(request(OLD, NEW).only(List.of("a.A$B")).build())))
                .containsExactly("a.A$B.h,1");
        assertThat(functions(Build.run(
                        request(OLD, NEW).only(List.of("a.A.f", "*.A.g")).build())))
                .containsExactly("a.A.f,1", "a.A.g,1");
        assertThat(functions(
                        Build.run(request(OLD, NEW).exclude(List.of("a.A$B")).build())))
                .containsExactly("a.A.<init>,1", "a.A.f,1", "a.A.g,1");
    }

    @Test
    void aPatternThatMatchesNothingIsRefused() throws Exception {
        BuildRequest request = request(OLD, NEW).only(List.of("a.Nothing")).build();
        assertThatThrownBy(() -> Build.run(request))
                .isInstanceOf(KlpException.class)
                .hasMessageContaining("a.Nothing");
    }

    @Test
    void theSameInputGivesTheSameBytes() throws Exception {
        byte[] first = Files.readAllBytes(Build.run(request(OLD, NEW).build()).module());
        byte[] second = Files.readAllBytes(Build.run(request(OLD, NEW).build()).module());
        assertThat(second).isEqualTo(first);
    }

    @Test
    void equalJarsGiveNoModule() throws Exception {
        BuildResult result = Build.run(request(OLD, OLD).build());
        assertThat(result.module()).isNull();
        assertThat(result.report().empty()).isTrue();
    }

    @Test
    void aChangedSuperclassIsRefusedByName() throws Exception {
        BuildResult result = Build.run(request(
                        "package a; class A extends Thread { int f() { return 1; } }",
                        "package a; class A { int f() { return 2; } }")
                .build());
        assertThat(result.module()).isNull();
        assertThat(result.report().with(Fate.REFUSED)).extracting(Item::symbol).contains("a.A");
        assertThat(result.report().refusal()).startsWith("cannot carry 'a.A': superclass changed");
    }
}
