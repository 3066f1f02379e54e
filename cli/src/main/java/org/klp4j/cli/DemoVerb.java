package org.klp4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.klp4j.cli.demo.Demo;
import org.klp4j.cli.demo.Surprise;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "klp demo",
        header = "cure a running web service of Log4Shell, under load, and check every step",
        description = {
            "Starts a service and its load, shows that the service is vulnerable, patches it, unpatches it, patches it",
            "again, unloads the patch, and ends with what the clients saw. Takes about 40 s and leaves nothing behind."
        },
        footer = {"", "Examples:", "  klp demo", "  klp demo --jdk 17"})
final class DemoVerb implements Verb {
    @Option(
            names = "--jdk",
            paramLabel = "RELEASE",
            description = "the service's JVM: 17, 25, or a JDK's directory; the newest found unless given")
    private String jdk = "";

    @Override
    public int run(Terminal terminal) throws KlpException, IOException, InterruptedException {
        Path home = Path.of(System.getProperty("klp.home", "."));
        try {
            new Demo(terminal.out(), arguments -> Main.run(terminal, arguments), jdk, home).run();
            return ExitCode.DONE;
        } catch (Surprise e) {
            throw new KlpException(Errno.EIO, e.getMessage() == null ? "surprise" : e.getMessage(), e);
        }
    }
}
