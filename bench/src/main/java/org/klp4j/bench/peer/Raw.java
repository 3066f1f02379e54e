package org.klp4j.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;

/** Plain redefinition: an agent of one class, by the attach API or by {@code jcmd}. */
public final class Raw implements Tool {
    private final Lab lab;
    private final String verb;
    private final boolean jcmd;
    private final boolean atStart;

    private Raw(Lab lab, String verb, boolean jcmd, boolean atStart) {
        this.lab = lab;
        this.verb = verb;
        this.jcmd = jcmd;
        this.atStart = atStart;
    }

    /** {@code redefineClasses}, attached late. */
    public static Raw redefine(Lab lab) {
        return new Raw(lab, "redefine", false, false);
    }

    /** {@code redefineClasses} in a JVM that was started with the agent. */
    public static Raw redefineAtStart(Lab lab) {
        return new Raw(lab, "redefine", false, true);
    }

    /** {@code retransformClasses}, attached late. */
    public static Raw retransform(Lab lab) {
        return new Raw(lab, "retransform", false, false);
    }

    /** {@code redefineClasses} by {@code jcmd PID JVMTI.agent_load}. */
    public static Raw jcmd(Lab lab) {
        return new Raw(lab, "redefine", true, false);
    }

    @Override
    public String name() {
        return jcmd ? "jcmd JVMTI.agent_load" : "raw " + verb + "Classes" + (atStart ? ", -javaagent" : "");
    }

    @Override
    public List<String> options(Fix fix) throws IOException {
        return atStart ? List.of("-javaagent:" + AgentJars.raw(fix.folder())) : List.of();
    }

    @Override
    public void apply(long pid, Fix fix) throws IOException, InterruptedException {
        to(pid, fix, fix.newClasses());
    }

    @Override
    public void undo(long pid, Fix fix) throws IOException, InterruptedException {
        to(pid, fix, fix.oldClasses());
    }

    private void to(long pid, Fix fix, Path classes) throws IOException, InterruptedException {
        Path agent = fix.folder().resolve("raw-agent.jar");
        String arguments = verb + "," + classes + "," + String.join(",", fix.classes());
        if (jcmd) {
            String said = Command.run(List.of(
                    lab.jdk().tool("jcmd"),
                    Long.toString(pid),
                    "JVMTI.agent_load",
                    agent.toString(),
                    "\"" + arguments + "\""));
            if (!said.contains("return code: 0")) {
                throw new IOException("jcmd: " + said.strip());
            }
        } else {
            List<String> command = new ArrayList<>(lab.program(RawAttach.class));
            command.addAll(List.of(Long.toString(pid), agent.toString(), arguments));
            Command.run(command);
        }
    }
}
