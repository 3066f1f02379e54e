package org.klp4j.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.Wire;

/**
 * A connection to the agent in one JVM: its control tree and its system calls. One request at a time, from any
 * thread. Every method throws {@link KlpException} with the error number and the one line of the agent, ENODEV when
 * the JVM ended, or ETIMEDOUT when it did not answer.
 */
public final class Connection implements AutoCloseable {
    private static final Duration GREETING = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration SYSTEM_CALL = Duration.ofMinutes(5);

    /** An entry of a directory of the control tree. */
    public record Entry(String mode, String name) {
        /** Whether it is a directory itself. */
        public boolean directory() {
            return mode.startsWith("d");
        }
    }

    private final Target target;
    private final DeadlineChannel channel;
    private final String agentVersion;

    private Connection(Target target, DeadlineChannel channel, String agentVersion) {
        this.target = target;
        this.channel = channel;
        this.agentVersion = agentVersion;
    }

    /** Connects to the agent of this JVM, and attaches it first where there is none. */
    public static Connection open(Target target) throws KlpException {
        Process process = new Process(target.pid());
        String started = process.startTime();
        Readiness.check(target, process);
        Connection running = running(target, process, SocketFile.usual(process));
        return running != null ? running : attached(target, process, started);
    }

    private static Connection attached(Target target, Process process, String started) throws KlpException {
        try (AttachLock lock = AttachLock.take(process.pid())) {
            // While we waited for the lock, another client may have attached.
            Connection running = lock.waited() ? running(target, process, SocketFile.usual(process)) : null;
            if (running != null) {
                return running;
            }
            Attach attach = new Attach(process, started);
            Leftovers.sweepMeanwhile();
            attach.load(target);
            Connection usual = running(target, process, SocketFile.usual(process));
            return usual != null ? usual : elsewhere(target, process, attach.published());
        }
    }

    private static Connection elsewhere(Target target, Process process, Path socket) throws KlpException {
        Connection connection = running(target, process, socket);
        if (connection == null) {
            Readiness.refuseEnded(process);
            throw new KlpException(
                    Errno.EIO, "the agent in JVM " + target.pid() + " does not answer at '" + socket + "'");
        }
        return connection;
    }

    /**
     * Connects to the agent of this JVM if it has one; null otherwise. Never attaches.
     *
     * @throws KlpException EACCES where another user's JVM does not let us see whether it has one
     */
    public static @Nullable Connection openIfLoaded(Target target) throws KlpException {
        Process process = new Process(target.pid());
        Target.refuseForeign(process);
        return running(target, process, SocketFile.usual(process));
    }

    private static @Nullable Connection running(Target target, Process process, Path path) throws KlpException {
        Path socket = SocketFile.trusted(process, path);
        if (socket == null) {
            return null;
        }
        DeadlineChannel channel;
        try {
            channel = DeadlineChannel.connect(socket);
        } catch (IOException e) {
            return null; // nobody listens: left behind by a process that was killed
        }
        return greet(target, process, channel);
    }

    /** The agent says who it is: in another pid namespace that shares /tmp, a process may have the same pid. */
    private static @Nullable Connection greet(Target target, Process process, DeadlineChannel channel)
            throws KlpException {
        boolean greeted = false;
        try {
            List<String> self = texts(results(target, exchange(channel, GREETING, List.of(Wire.bytes("version")))));
            if (self.size() < 3 || !self.get(2).equals(process.startTime())) {
                return null;
            }
            if (!self.get(1).equals(Integer.toString(Wire.PROTOCOL))) {
                throw new KlpException(
                        Errno.EPROTO,
                        "JVM " + target.pid() + " runs agent " + self.get(0) + ", which speaks protocol " + self.get(1)
                                + " where this tool speaks " + Wire.PROTOCOL
                                + "; use the klp of that version, or restart the JVM");
            }
            greeted = true;
            return new Connection(target, channel, self.get(0));
        } catch (DeadlineChannel.Expired e) {
            throw late(target, GREETING, e);
        } catch (IOException e) {
            return null; // nobody of ours
        } finally {
            if (!greeted) {
                close(channel);
            }
        }
    }

    /** The JVM at the other end. */
    public Target target() {
        return target;
    }

    /** Version of the agent, which may differ from this tool's. */
    public String agentVersion() {
        return agentVersion;
    }

    /** Reads an attribute, e.g. {@code livepatch/x/enabled}. */
    public String show(String path) throws KlpException {
        return Wire.text(single(call(CALL, "show", path)));
    }

    /** Writes an attribute. As in the kernel, it returns after the first attempt of what the write starts. */
    public void store(String path, String value) throws KlpException {
        call(SYSTEM_CALL, "store", path, value);
    }

    /** The entries of a directory; {@code ""} is the root. */
    public List<Entry> list(String path) throws KlpException {
        List<String> fields = texts(call(CALL, "list", path));
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            entries.add(new Entry(fields.get(i), fields.get(i + 1)));
        }
        return entries;
    }

    /**
     * Loads a module; returns after its init, so after the first attempt of the transition.
     *
     * @param name as in error messages, usually the file name
     * @param module the bytes of the module jar
     * @param parameters {@code name=value} each
     */
    public List<String> insmod(String name, byte[] module, List<String> parameters) throws KlpException {
        List<byte[]> notes = call(SYSTEM_CALL, request("insmod", name, module, parameters));
        return notes.isEmpty() ? List.of() : Wire.text(notes.get(0)).lines().toList();
    }

    /** Unloads a module. */
    public void rmmod(String name) throws KlpException {
        call(SYSTEM_CALL, "rmmod", name);
    }

    /** Tells, changing nothing, whether {@link #insmod} would load the module: what it would do, a line each. */
    public String check(String name, byte[] module, List<String> parameters) throws KlpException {
        return Wire.text(single(call(SYSTEM_CALL, request("check", name, module, parameters))));
    }

    private static List<byte[]> request(String verb, String name, byte[] module, List<String> parameters) {
        List<byte[]> request = new ArrayList<>(List.of(Wire.bytes(verb), Wire.bytes(name), module));
        parameters.forEach(parameter -> request.add(Wire.bytes(parameter)));
        return request;
    }

    private List<byte[]> call(Duration patience, String... fields) throws KlpException {
        List<byte[]> request = new ArrayList<>(fields.length);
        for (String field : fields) {
            request.add(Wire.bytes(field));
        }
        return call(patience, request);
    }

    private synchronized List<byte[]> call(Duration patience, List<byte[]> request) throws KlpException {
        try {
            return results(target, exchange(channel, patience, request));
        } catch (DeadlineChannel.Expired e) {
            close();
            throw late(target, patience, e);
        } catch (IOException e) {
            close();
            throw lost(e);
        }
    }

    private static List<byte[]> exchange(DeadlineChannel channel, Duration patience, List<byte[]> request)
            throws IOException {
        channel.expireAfter(patience);
        IOException broken = null;
        try {
            Wire.write(channel, request);
        } catch (DeadlineChannel.Expired e) {
            throw e;
        } catch (IOException e) {
            broken = e; // hung up on, but it may have said why
        }
        List<byte[]> reply = Wire.read(channel, Wire.Admission.ANY);
        if (reply == null) {
            throw broken != null ? broken : new IOException("connection closed");
        }
        return reply;
    }

    private static KlpException late(Target target, Duration patience, IOException e) {
        return new KlpException(
                Errno.ETIMEDOUT,
                "JVM " + target.pid() + " did not answer within " + patience.toSeconds()
                        + " s; is it stopped or out of memory?",
                e);
    }

    private KlpException lost(IOException e) {
        return new Process(target.pid()).ended()
                ? new KlpException(Errno.ENODEV, "JVM " + target.pid() + " ended", e)
                : new KlpException(Errno.EIO, "lost the agent in JVM " + target.pid() + ": " + e.getMessage(), e);
    }

    private static List<byte[]> results(Target target, List<byte[]> reply) throws KlpException {
        int errno;
        try {
            errno = Integer.parseInt(Wire.text(reply.get(0)));
        } catch (NumberFormatException e) {
            throw new KlpException(Errno.EPROTO, "JVM " + target.pid() + " answered with no error number", e);
        }
        if (errno != 0) {
            throw new KlpException(
                    errno,
                    reply.size() > 1 ? Wire.text(reply.get(1)) : Errno.of(errno).text());
        }
        return reply.subList(1, reply.size());
    }

    private byte[] single(List<byte[]> results) throws KlpException {
        if (results.size() != 1) {
            throw new KlpException(
                    Errno.EPROTO, "JVM " + target.pid() + " answered with " + results.size() + " fields");
        }
        return results.get(0);
    }

    private static List<String> texts(List<byte[]> fields) {
        return fields.stream().map(Wire::text).toList();
    }

    /** False once it was closed or lost; a refusal by the agent leaves it open. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(DeadlineChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing was left to be said on it
        }
    }
}
