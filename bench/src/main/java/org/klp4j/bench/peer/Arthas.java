package org.klp4j.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;

/**
 * Arthas, by its boot jar.
 *
 * @param verb {@code retransform} or {@code redefine}
 */
record Arthas(Lab lab, String verb) implements Tool {
    @Override
    public String name() {
        return "Arthas " + verb;
    }

    @Override
    public void apply(long pid, Fix fix) throws IOException, InterruptedException {
        Path home = lab.peers().resolve("arthas");
        String files = fix.files().stream().map(Path::toString).collect(Collectors.joining(" "));
        String said = Command.run(List.of(
                lab.jdk().java(),
                "-Duser.home=" + fix.folder(),
                "-jar",
                home.resolve("arthas-boot.jar").toString(),
                "--arthas-home",
                home.toString(),
                "--target-ip",
                "127.0.0.1",
                "--http-port",
                "-1",
                "-c",
                verb + " " + files,
                Long.toString(pid)));
        if (!said.contains(verb + " success")) {
            throw new IOException("Arthas: " + said.strip().lines().reduce("", (before, line) -> line));
        }
    }
}
