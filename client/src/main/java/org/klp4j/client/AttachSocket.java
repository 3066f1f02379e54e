package org.klp4j.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * HotSpot's attach socket, {@code /tmp/.java_pidPID} in the namespaces of the JVM, spoken to directly: the JDK's own
 * client sleeps in steps of 100 ms, takes as long again to start, and waits for a stopped JVM without end.
 */
final class AttachSocket {
    private static final long POLL_NANOS = 2_000_000;
    private static final int ARGUMENTS = 3;
    private static final int MOST_BYTES = 1 << 25;

    private final Process process;
    private final Path socket;
    private final long deadline; // System.nanoTime

    private AttachSocket(Process process, Path socket, long deadline) {
        this.process = process;
        this.socket = socket;
        this.deadline = deadline;
    }

    /**
     * What the JVM answered.
     *
     * @param result 0 when the command was understood and done
     * @param text whatever else it said
     */
    record Reply(int result, String text) {}

    /** Asks the JVM for its socket unless it is there; everything done with it has to be done in this time. */
    static AttachSocket of(Process process, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        Path directory =
                process.sharesFiles() ? Path.of("/tmp") : process.root().resolve("tmp");
        Path socket = directory.resolve(".java_pid" + process.innerPid());
        AttachSocket attach = new AttachSocket(process, socket, deadline);
        StaleSocket.remove(socket);
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            attach.summon(directory.resolve(".attach_pid" + process.innerPid()));
        }
        attach.refuseForged();
        return attach;
    }

    /** The file tells the JVM that the signal is not meant as the wish for a thread dump. */
    private void summon(Path wish) throws IOException {
        boolean created = false;
        try {
            created = create(wish);
            java.lang.Process signal = quit();
            while (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
                refuseUnless(signal);
                LockSupport.parkNanos(POLL_NANOS);
            }
        } finally {
            if (created) {
                Files.deleteIfExists(wish);
            }
        }
    }

    private static boolean create(Path wish) throws IOException {
        try {
            Files.createFile(wish);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false; // another tool attaches at this moment, or was killed while it did
        }
    }

    private java.lang.Process quit() throws IOException {
        return new ProcessBuilder("sh", "-c", "kill -QUIT \"$0\"", Long.toString(process.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Whether there is still something to wait for. */
    private void refuseUnless(java.lang.Process signal) throws IOException {
        if (System.nanoTime() > deadline) {
            throw new DeadlineChannel.Expired();
        }
        if (!process.alive()) {
            throw new IOException("it ended");
        }
        if (!signal.isAlive() && signal.exitValue() != 0) {
            throw new IOException("SIGQUIT could not be sent");
        }
    }

    /** In {@code /tmp} anybody may have put a socket of that name. */
    private void refuseForged() throws IOException {
        if (!SocketFile.onlyOf(process, socket)) {
            throw new IOException("'" + socket + "' of " + StaleSocket.owner(socket)
                    + " is not the JVM's own; unless another JVM listens there, root or that user has to remove it");
        }
    }

    /** Sends one command and waits for the whole answer. */
    Reply command(String name, String... arguments) throws IOException {
        StringBuilder request = new StringBuilder("1\0" + name + "\0");
        for (int i = 0; i < ARGUMENTS; i++) {
            request.append(i < arguments.length ? arguments[i] : "").append('\0');
        }
        try (DeadlineChannel channel = DeadlineChannel.connect(socket)) {
            channel.expireAfter(Duration.ofNanos(deadline - System.nanoTime()));
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(request.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return reply(channel);
        }
    }

    private static Reply reply(DeadlineChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(1 << 12);
        while (channel.read(all) >= 0) {
            if (!all.hasRemaining()) {
                if (all.capacity() >= MOST_BYTES) {
                    throw new IOException("the JVM's answer has no end");
                }
                all = ByteBuffer.allocate(all.capacity() * 2).put(all.flip());
            }
        }
        String text = new String(all.array(), 0, all.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        try {
            return new Reply(Integer.parseInt(text.substring(0, Math.max(0, end))), text.substring(end + 1));
        } catch (NumberFormatException e) {
            throw new EOFException("the JVM gave no answer");
        }
    }
}
