package org.klp4j.cli;

import java.io.IOException;
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
        name = "klp umount",
        header = "end what 'klp mount' began",
        footer = {"", "Example:", "  klp umount /run/klp"})
final class UmountVerb implements Verb {
    @Parameters(index = "0", paramLabel = "DIR", description = "where it is mounted")
    private Path directory = Path.of("");

    @Option(
            names = {"-l", "--lazy"},
            description = "now, though somebody still uses it")
    private boolean lazy;

    @Override
    public int run(Terminal terminal) throws KlpException, IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        // Only root may use umount; fusermount3 is for everybody.
        boolean fusermount = Files.isExecutable(Path.of("/usr/bin/fusermount3"));
        command.addAll(fusermount ? List.of("/usr/bin/fusermount3", "-u") : List.of("umount"));
        if (lazy) {
            command.add(fusermount ? "-z" : "-l");
        }
        command.add(directory.toString());
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        tool.getOutputStream().close();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new KlpException(
                    Errno.EBUSY,
                    "cannot unmount '" + directory + "': " + said.strip().replaceAll("\\R", "; "));
        }
        return ExitCode.DONE;
    }
}
