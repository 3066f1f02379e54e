package org.klp4j.client;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Loads the agent into a running JVM by HotSpot's attach mechanism. */
final class Attach {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DONE = "return code: 0";
    private static final int MOST_PATH = 900; // HotSpot takes 1,024 bytes an argument

    private final Process process;
    private final String started;

    /** @param started start time of the process that is meant */
    Attach(Process process, String started) {
        this.process = process;
        this.started = started;
    }

    /** Loads the agent; one that runs already sees to its socket again. */
    void load(Target target) throws KlpException {
        Readiness.checkAttach(target, process);
        Path jar = AgentJar.find();
        try {
            load(AttachSocket.of(process, PATIENCE), jar);
        } catch (IOException e) {
            throw explain(e);
        }
    }

    /** Where the agent says it listens, as the process sees it; EIO with its reason when it did not start. */
    Path published() throws KlpException {
        Properties properties = new Properties();
        try {
            AttachSocket attach = AttachSocket.of(process, PATIENCE);
            properties.load(new StringReader(attach.command("properties").text()));
        } catch (IOException e) {
            throw explain(e);
        }
        String socket = properties.getProperty("klp4j.socket");
        if (socket == null) {
            throw new KlpException(
                    Errno.EIO, "the agent did not start in JVM " + process.pid() + ": " + reason(properties));
        }
        return Path.of(socket);
    }

    private static String reason(Properties properties) {
        String unsaid = properties.containsKey("java.security.manager")
                ? "its security manager has to grant klp4j-agent.jar java.security.AllPermission"
                : "it left no reason";
        return properties.getProperty("klp4j.error", unsaid);
    }

    private void load(AttachSocket attach, Path jar) throws IOException {
        if (readable(jar)) {
            load(attach, jar.toString());
            return;
        }
        Path copy = AgentJar.copyFor(process, jar);
        try {
            load(attach, "/tmp/" + copy.getFileName());
        } finally {
            Files.deleteIfExists(copy); // the JVM keeps the file open
        }
    }

    private static void load(AttachSocket attach, String jar) throws IOException {
        AttachSocket.Reply reply = attach.command("load", "instrument", "false", jar);
        if (reply.result() != 0 || !reply.text().contains(DONE)) {
            throw new IOException(reply.text().lines().findFirst().orElse("result " + reply.result()));
        }
    }

    /** Whether the process sees the same file, may read it, and takes its path for one. */
    private boolean readable(Path jar) {
        String path = jar.toString();
        boolean plain = path.indexOf('=') < 0
                && path.length() <= MOST_PATH
                && path.chars().allMatch(c -> c >= ' ' && c < 127);
        return plain && process.sharesFiles() && process.uid() == Process.self().uid();
    }

    private KlpException explain(IOException cause) {
        String jvm = "JVM " + process.pid();
        if (cause instanceof DeadlineChannel.Expired) {
            return new KlpException(
                    Errno.ETIMEDOUT,
                    jvm + " did not take the agent within " + PATIENCE.toSeconds()
                            + " s; is it stopped or out of memory?",
                    cause);
        }
        if (process.ended() || !process.startTime().equals(started)) {
            return new KlpException(Errno.ESRCH, jvm + " ended while the agent was being loaded", cause);
        }
        String why = String.valueOf(cause.getMessage());
        if (why.contains("agent loading is not enabled")) {
            return new KlpException(
                    Errno.EACCES,
                    jvm + " refuses agents (-XX:-EnableDynamicAgentLoading);"
                            + " start it with -javaagent:klp4j-agent.jar instead",
                    cause);
        }
        if (why.contains("java.instrument not found")) {
            return new KlpException(
                    Errno.EINVAL,
                    jvm + " runs a Java image without module java.instrument; add it when the image is linked",
                    cause);
        }
        if (why.contains("No space left on device")) {
            return new KlpException(
                    Errno.ENOSPC, "cannot load the agent into " + jvm + ": its /tmp is full; make room there", cause);
        }
        return new KlpException(Errno.EIO, "cannot load the agent into " + jvm + ": " + why, cause);
    }
}
