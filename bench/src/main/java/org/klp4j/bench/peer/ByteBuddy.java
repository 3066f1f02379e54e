package org.klp4j.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;

/** Byte Buddy's agent builder, attached by its own attach library. */
record ByteBuddy(Lab lab) implements Tool {
    @Override
    public String name() {
        return "Byte Buddy's agent";
    }

    @Override
    public List<String> options(Fix fix) throws IOException {
        AgentJars.buddy(fix.folder(), lab.peers().resolve("byte-buddy.jar"));
        return List.of();
    }

    @Override
    public void apply(long pid, Fix fix) throws IOException, InterruptedException {
        Path agent = fix.folder().resolve("buddy-agent.jar");
        Command.run(List.of(
                lab.jdk().java(),
                "-cp",
                Lab.classes() + ":" + lab.peers().resolve("byte-buddy-agent.jar"),
                BuddyAttach.class.getName(),
                Long.toString(pid),
                agent.toString(),
                String.join(",", fix.classes())));
    }
}
