package org.klp4j.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.klp4j.it.jvm.TargetJvm;

/** Arthas attached to a target: its core listens there, its client runs one command. */
final class Arthas {
    private final TargetJvm target;
    private final Path home;
    private final int port;

    private Arthas(TargetJvm target, Path home, int port) {
        this.target = target;
        this.home = home;
        this.port = port;
    }

    /** Unpacks it there and attaches it. */
    static Arthas attach(TargetJvm target, Path home, int port) throws Exception {
        if (!Files.exists(home)) {
            unpack(home);
        }
        Process attach = new ProcessBuilder(
                        target.jdk().tool("java"),
                        "-Duser.home=" + home,
                        "-jar",
                        home.resolve("arthas-core.jar").toString(),
                        "-pid",
                        Long.toString(target.pid()),
                        "-core",
                        home.resolve("arthas-core.jar").toString(),
                        "-agent",
                        home.resolve("arthas-agent.jar").toString(),
                        "-target-ip",
                        "127.0.0.1",
                        "-telnet-port",
                        Integer.toString(port),
                        "-http-port",
                        "-1")
                .redirectErrorStream(true)
                .start();
        String output = new String(attach.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(attach.waitFor()).as(output).isZero();
        return new Arthas(target, home, port);
    }

    private static void unpack(Path home) throws IOException {
        try (ZipInputStream zip =
                new ZipInputStream(Files.newInputStream(Neighbours.jar("arthas-packaging-bin.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = home.resolve(entry.getName()).normalize();
                assertThat(file.startsWith(home)).as(entry.getName()).isTrue();
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    Files.write(file, zip.readAllBytes());
                }
            }
        }
    }

    /** What {@code watch} shows of the next result of this function, which the target is asked for meanwhile. */
    String watch(String type, String method, String question) throws Exception {
        Process client = new ProcessBuilder(
                        target.jdk().tool("java"),
                        "-jar",
                        home.resolve("arthas-client.jar").toString(),
                        "127.0.0.1",
                        Integer.toString(port),
                        "-c",
                        "watch " + type + " " + method + " returnObj -n 1")
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = client.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.contains("Affect(class count")) {
                    target.ask(question);
                }
            }
        }
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).as(lines.toString()).isTrue();
        return String.join("\n", lines);
    }
}
