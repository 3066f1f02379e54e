package org.klp4j.bench.peer;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;

/** Byteman: install the agent, submit the rules. */
record Byteman(Lab lab) implements Tool {
    @Override
    public String name() {
        return "Byteman";
    }

    @Override
    public List<String> options(Fix fix) throws IOException {
        // The tools look for their jars below a home directory.
        Path lib = Files.createDirectories(fix.folder().resolve("byteman/lib"));
        for (String jar : List.of("byteman.jar", "byteman-install.jar", "byteman-submit.jar")) {
            if (!Files.exists(lib.resolve(jar))) {
                Files.copy(lab.peers().resolve(jar), lib.resolve(jar));
            }
        }
        Files.writeString(fix.folder().resolve("rules.btm"), fix.rules());
        return List.of();
    }

    @Override
    public void apply(long pid, Fix fix) throws IOException, InterruptedException {
        Path home = fix.folder().resolve("byteman");
        String port = freePort();
        Command.run(List.of(
                lab.jdk().java(),
                "-Dorg.jboss.byteman.home=" + home,
                "-cp",
                home.resolve("lib/byteman-install.jar") + ":" + home.resolve("lib/byteman.jar"),
                "org.jboss.byteman.agent.install.Install",
                "-p",
                port,
                Long.toString(pid)));
        Command.run(List.of(
                lab.jdk().java(),
                "-cp",
                home.resolve("lib/byteman-submit.jar").toString(),
                "org.jboss.byteman.agent.submit.Submit",
                "-p",
                port,
                "-l",
                fix.folder().resolve("rules.btm").toString()));
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
