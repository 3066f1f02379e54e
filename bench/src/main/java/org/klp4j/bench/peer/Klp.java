package org.klp4j.bench.peer;

import java.io.IOException;
import java.util.List;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;

/**
 * klp4j, by its command.
 *
 * @param atStart whether the JVM is started with the agent
 */
public record Klp(Lab lab, boolean atStart) implements Tool {
    @Override
    public String name() {
        return atStart ? "klp4j, -javaagent" : "klp4j";
    }

    @Override
    public List<String> options(Fix fix) {
        return atStart ? List.of("-javaagent:" + lab.agent()) : List.of();
    }

    @Override
    public void apply(long pid, Fix fix) throws IOException, InterruptedException {
        Command.run(List.of(lab.klp(), "load", Long.toString(pid), fix.module().toString()));
    }

    @Override
    public void undo(long pid, Fix fix) throws IOException, InterruptedException {
        Command.run(List.of(lab.klp(), "disable", Long.toString(pid), fix.patch()));
    }

    /** Forgets a disabled patch, so that it may be loaded again. */
    public void unload(long pid, Fix fix) throws IOException, InterruptedException {
        Command.run(List.of(lab.klp(), "unload", Long.toString(pid), fix.patch()));
    }
}
