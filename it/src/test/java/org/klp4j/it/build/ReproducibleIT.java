package org.klp4j.it.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.Jdks;

/** The same jars give the same module, wherever and whenever it is built. */
final class ReproducibleIT {
    private static final Path LIBRARIES = Path.of(System.getProperty("klp.home"), "lib");

    @TempDir
    private Path directory;

    @Test
    void oneModuleOnEveryJdkInEveryZoneAndLanguage() throws Exception {
        Path before = lift(1);
        Path after = lift(2);
        List<byte[]> modules = new ArrayList<>();
        for (Jdk jdk : Jdks.found()) {
            modules.add(built(jdk, before, after, "-Duser.timezone=UTC", "-Duser.language=en"));
            modules.add(built(
                    jdk,
                    before,
                    after,
                    "-Duser.timezone=Pacific/Kiritimati",
                    "-Duser.language=tr",
                    "-Dfile.encoding=ISO-8859-1"));
        }
        for (byte[] module : modules) {
            assertThat(module).isEqualTo(modules.get(0));
        }
    }

    private Path lift(int version) {
        return Fixture.of("lift").lines(version).jar(directory.resolve("lift-" + version + ".jar"));
    }

    private byte[] built(Jdk jdk, Path before, Path after, String... flags) throws Exception {
        Path module = directory.resolve("same.klp.jar");
        Files.deleteIfExists(module);
        List<String> command = new ArrayList<>(List.of(jdk.tool("java")));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath(), "org.klp4j.cli.Main", "build"));
        command.addAll(List.of("--old", before.toString(), "--new", after.toString(), "-o", module.toString()));
        Path output = directory.resolve("build.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        return Files.readAllBytes(module);
    }

    private static String classPath() throws Exception {
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            return String.join(
                    ":",
                    files.filter(file -> file.toString().endsWith(".jar"))
                            .map(Path::toString)
                            .sorted()
                            .toList());
        }
    }
}
