package org.klp4j.client;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Loads the agent into a running JVM by HotSpot's attach mechanism. */
final class Attach {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Attach() {}

    /**
     * Loads the agent; one that runs already sees to its socket again.
     *
     * @param started start time of the process that is meant
     * @return where the agent listens, as the process sees it
     */
    static Path load(Target target, Process process, String started) throws KlpException {
        Readiness.checkAttach(target, process);
        Path jar = AgentJar.find();
        FutureTask<Path> task = new FutureTask<>(() -> load(process, jar));
        Thread thread = new Thread(task, "klp4j attach");
        thread.setDaemon(true); // the attach API has no time limit of its own
        thread.start();
        try {
            return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new KlpException(
                    Errno.ETIMEDOUT,
                    "JVM " + target.pid() + " did not take the agent within " + PATIENCE.toSeconds()
                            + " s; is it stopped or out of memory?",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KlpException(Errno.EAGAIN, "interrupted while attaching to JVM " + target.pid(), e);
        } catch (ExecutionException e) {
            throw explain(target, process, started, e.getCause());
        }
    }

    private static Path load(Process process, Path jar) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
        try {
            loadAgent(machine, process, jar);
            Properties properties = machine.getSystemProperties();
            String socket = properties.getProperty("klp4j.socket");
            if (socket == null) {
                throw new KlpException(
                        Errno.EIO,
                        "the agent did not start in JVM " + process.pid() + ": "
                                + properties.getProperty("klp4j.error", "it left no reason"));
            }
            return Path.of(socket);
        } finally {
            machine.detach();
        }
    }

    private static void loadAgent(VirtualMachine machine, Process process, Path jar) throws Exception {
        if (process.sharesFiles() && process.uid() == Process.self().uid()) {
            machine.loadAgent(jar.toString());
            return;
        }
        Path copy = AgentJar.copyFor(process, jar);
        try {
            machine.loadAgent("/tmp/" + copy.getFileName());
        } finally {
            Files.deleteIfExists(copy); // the JVM keeps the file open
        }
    }

    private static KlpException explain(Target target, Process process, String started, @Nullable Throwable cause) {
        if (cause instanceof KlpException said) {
            return said;
        }
        String jvm = "JVM " + target.pid();
        if (process.ended() || !process.startTime().equals(started)) {
            return new KlpException(Errno.ESRCH, jvm + " ended while the agent was being loaded", cause);
        }
        String why = (cause == null ? "" : String.valueOf(cause.getMessage()))
                .lines()
                .findFirst()
                .orElse("");
        if (why.contains("EnableDynamicAgentLoading") || why.contains("agent loading is not enabled")) {
            return new KlpException(
                    Errno.EACCES,
                    jvm + " refuses agents (-XX:-EnableDynamicAgentLoading);"
                            + " start it with -javaagent:klp4j-agent.jar instead",
                    cause);
        }
        if (cause instanceof AttachNotSupportedException) {
            return new KlpException(Errno.EACCES, "cannot attach to " + jvm + ": " + why, cause);
        }
        boolean refused = cause instanceof AgentLoadException || cause instanceof AgentInitializationException;
        return new KlpException(
                Errno.EIO,
                refused || cause instanceof IOException
                        ? "cannot load the agent into " + jvm + ": " + why
                        : "cannot load the agent into " + jvm + ": " + cause,
                cause);
    }
}
