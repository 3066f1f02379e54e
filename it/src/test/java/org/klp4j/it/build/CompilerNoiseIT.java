package org.klp4j.it.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.report.Report;
import org.klp4j.builder.report.TextReport;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.Jdks;

/** One source, compiled by every javac that is there, for several releases, with and without debug information. */
final class CompilerNoiseIT {
    private static final Path FIXTURES = Path.of(System.getProperty("klp.fixtures"), "noise", "noise");

    @TempDir
    private Path directory;

    /** How one jar was made. */
    private record Variant(String name, Path jar) {}

    @Test
    void theSameSourceGivesNoModule() throws Exception {
        everyPair(variants(List.of("Noise.java"), List.of(8, 11, 17)));
    }

    @Test
    void norDoesTheSameSourceInLaterLanguage() throws Exception {
        everyPair(variants(List.of("Modern.java"), List.of(17)));
    }

    private void everyPair(List<Variant> variants) throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Variant before : variants) {
            for (Variant after : variants) {
                Report report = Build.run(BuildRequest.draft()
                                .jar(before.jar(), after.jar())
                                .output(directory.resolve("noise.klp.jar"))
                                .build())
                        .report();
                softly.assertThat(report.refusal())
                        .as(before.name() + " to " + after.name() + "\n" + TextReport.of(report))
                        .isEqualTo("the jars do not differ in code that is to be carried");
            }
        }
        softly.assertAll();
    }

    private List<Variant> variants(List<String> files, List<Integer> releases) throws Exception {
        List<Variant> variants = new ArrayList<>();
        for (Jdk jdk : Jdks.found()) {
            for (int release : releases) {
                for (String debug : List.of("-g", "-g:none")) {
                    String name = "javac" + jdk.feature() + "-release" + release + debug.replace(':', '-');
                    variants.add(new Variant(name, compiled(jdk, name, files, release, debug)));
                }
            }
        }
        return variants;
    }

    private Path compiled(Jdk jdk, String name, List<String> files, int release, String debug) throws Exception {
        Path classes = Files.createDirectories(directory.resolve(name));
        List<String> command = new ArrayList<>(List.of(jdk.tool("javac"), "--release", Integer.toString(release)));
        command.addAll(List.of(debug, "-nowarn", "-Xlint:-options", "-proc:none", "-d", classes.toString()));
        files.forEach(file -> command.add(FIXTURES.resolve(file).toString()));
        Process javac = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        assertThat(javac.waitFor())
                .as(Files.readString(directory.resolve(name + ".log")))
                .isZero();
        return packed(classes, directory.resolve(name + ".jar"));
    }

    private static Path packed(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> walk = Files.walk(classes)) {
            for (Path path : walk.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                out.write(Files.readAllBytes(path));
                out.closeEntry();
            }
        }
        return jar;
    }
}
