package org.klp4j.agent.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.Wire;

/**
 * The connections being served, each by its own thread: a client that is slow, stopped or killed in the middle of a
 * frame holds up nobody else.
 */
final class Sessions {
    private static final int MOST = 64;

    /** Made before it is needed. */
    private static final List<byte[]> NO_MEMORY = refusal(
            Errno.ENOMEM.number(),
            "the JVM has no memory left for this; what had begun is carried out or undone: see 'klp status', then retry");

    private final Verbs verbs;
    private final AtomicInteger live = new AtomicInteger();
    private final FrameBudget budget = new FrameBudget();

    Sessions(Verbs verbs) {
        this.verbs = verbs;
    }

    /** Serves this connection until it ends; false, and the client is told, when there are too many. */
    boolean start(SocketChannel channel) throws IOException {
        if (live.incrementAndGet() > MOST) {
            live.decrementAndGet();
            Wire.write(channel, refusal(Errno.EAGAIN.number(), "more than " + MOST + " clients are connected"));
            return false;
        }
        try {
            daemon("klp4j session", () -> run(channel)).start();
            return true;
        } catch (Throwable e) {
            live.decrementAndGet();
            throw e;
        }
    }

    private void run(SocketChannel channel) {
        try (channel) {
            serve(channel);
        } catch (Throwable e) { // door: the client is gone or sent no frame; memory is the application's
            return;
        } finally {
            live.decrementAndGet();
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        FrameBudget.Share share = budget.share();
        try {
            List<byte[]> request = Wire.read(channel, share);
            while (request != null) {
                Wire.write(channel, answer(request));
                share.release();
                request = Wire.read(channel, share);
            }
        } catch (OutOfMemoryError e) {
            Wire.write(channel, NO_MEMORY);
        } catch (IOException e) {
            Errno errno = e instanceof FrameBudget.Exceeded ? Errno.ENOMEM : Errno.EPROTO;
            Wire.write(channel, refusal(errno.number(), String.valueOf(e.getMessage())));
        } finally {
            share.release();
        }
    }

    private List<byte[]> answer(List<byte[]> request) {
        try {
            return verbs.call(request);
        } catch (KlpException e) {
            return refusal(e.errno(), String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            return NO_MEMORY;
        } catch (Throwable e) { // door: a fault of the agent is the client's to report
            return refusal(Errno.EIO.number(), "internal error of the agent: " + e);
        }
    }

    private static List<byte[]> refusal(int errno, String line) {
        return List.of(Wire.bytes(Integer.toString(errno)), Wire.bytes(line));
    }

    /** A thread outside the application's thread group, that inherits nothing and reports to nobody. */
    @SuppressWarnings("ThreadPriorityCheck") // not to inherit another one
    static Thread daemon(String name, Runnable task) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread thread = new Thread(group, task, name, 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(Sessions.class.getClassLoader());
        thread.setUncaughtExceptionHandler((dead, failure) -> {});
        return thread;
    }
}
