package org.klp4j.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp mount",
        header = "show the control trees of all JVMs as files below a directory",
        description = {
            "Serves DIR/PID/livepatch/… from a process of its own until 'klp umount DIR'. Needs Java 22 or newer and",
            "libfuse3 (Debian: apt-get install fuse3). Never attaches: a JVM that no klp verb has met yet is an empty",
            "directory."
        },
        footer = {"", "Example:", "  klp mount /run/klp && cat /run/klp/4711/livepatch/*/enabled"})
final class MountVerb implements Verb {
    private static final int OLDEST_JAVA = 22;
    private static final String READY = "mounted";

    @Parameters(index = "0", paramLabel = "DIR", description = "an existing directory")
    private Path directory = Path.of("");

    @Option(
            names = {"-f", "--foreground"},
            description = "serve until it is unmounted, as service managers want it")
    private boolean foreground;

    @Override
    public int run(Terminal terminal) throws KlpException, IOException, InterruptedException {
        int feature = Runtime.version().feature();
        if (feature < OLDEST_JAVA) {
            throw new KlpException(
                    Errno.ENOEXEC, "needs Java " + OLDEST_JAVA + " or newer, KLP_JAVA is " + feature + "; unset it");
        }
        Path home = Path.of(System.getProperty("klp.home", "."));
        Path jars = home.resolve("lib/fuse");
        if (!Files.isDirectory(jars)) {
            throw new KlpException(
                    Errno.ENOENT,
                    "this klp was built without the mount; build it where a JDK 22 or newer is installed");
        }
        Process server = server(home, jars).start();
        String refusal = awaitReady(server);
        if (!refusal.isEmpty()) {
            throw new KlpException(Errno.EIO, refusal);
        }
        return foreground ? server.waitFor() : ExitCode.DONE;
    }

    private ProcessBuilder server(Path home, Path jars) {
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (!foreground && Files.isExecutable(setsid)) {
            command.add(setsid.toString()); // so that Ctrl-C in this terminal does not unmount
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:-UsePerfData"));
        command.addAll(List.of("-Xlog:disable", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(home.resolve("lib") + "/*" + File.pathSeparator + jars + "/*");
        command.addAll(List.of("org.klp4j.fuse.Mount", directory.toString()));
        return new ProcessBuilder(command);
    }

    /** Empty once it serves, else why it does not. */
    private static String awaitReady(Process server) throws IOException, InterruptedException {
        try (BufferedReader output = server.inputReader(StandardCharsets.UTF_8)) {
            if (READY.equals(output.readLine())) {
                return "";
            }
        }
        server.waitFor();
        String said = text(server.getErrorStream());
        return said.isEmpty() ? "the process that should serve ended with " + server.exitValue() : said;
    }

    private static String text(InputStream stream) throws IOException {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("\\R", "; ");
        }
    }
}
