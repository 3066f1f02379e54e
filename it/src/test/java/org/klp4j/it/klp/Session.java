package org.klp4j.it.klp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.TargetJvm;

/** An operator's session with one target: the client's connection, and the waiting that tests need. */
public final class Session implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    /** One directory below {@code tasks}. */
    public record Task(String tid, String comm, String patchState, String stack) {}

    /** Connects, attaching the agent when it is not there. */
    public static Session open(TargetJvm target) throws KlpException {
        return open(target.pid());
    }

    /** The same for any process. */
    public static Session open(long pid) throws KlpException {
        return new Session(Connection.open(Target.find(Long.toString(pid))));
    }

    /** Connects if the agent is there; null when it is not. Never attaches. */
    public static @Nullable Session openIfLoaded(TargetJvm target) throws KlpException {
        Connection connection = Connection.openIfLoaded(Target.find(Long.toString(target.pid())));
        return connection == null ? null : new Session(connection);
    }

    /** The connection itself. */
    public Connection connection() {
        return connection;
    }

    /** Loads a module. */
    public void insmod(Modules.Built module, String... parameters) throws KlpException {
        insmod(module.jar(), parameters);
    }

    /** Loads a module. */
    public void insmod(Path jar, String... parameters) throws KlpException {
        connection.insmod(jar.getFileName().toString(), bytes(jar), List.of(parameters));
    }

    /** Unloads a module. */
    public void rmmod(String name) throws KlpException {
        connection.rmmod(name);
    }

    /** What {@code klp check} would say. */
    public String check(Path jar, String... parameters) throws KlpException {
        return connection.check(jar.getFileName().toString(), bytes(jar), List.of(parameters));
    }

    /** Writes 1 to {@code enabled}. */
    public void enable(String patch) throws KlpException {
        store("livepatch/" + patch + "/enabled", "1");
    }

    /** Writes 0 to {@code enabled}. */
    public void disable(String patch) throws KlpException {
        store("livepatch/" + patch + "/enabled", "0");
    }

    /** Reads an attribute. */
    public String show(String path) throws KlpException {
        return connection.show(path);
    }

    /** Writes an attribute. */
    public void store(String path, String value) throws KlpException {
        connection.store(path, value);
    }

    /** The names in a directory. */
    public List<String> names(String path) throws KlpException {
        return connection.list(path).stream().map(Connection.Entry::name).toList();
    }

    /** The log. */
    public String dmesg() throws KlpException {
        return show("kmsg");
    }

    /** The patches in the tree. */
    public List<String> patches() throws KlpException {
        return names("livepatch");
    }

    /** Whether this patch is the one in transition. */
    public boolean inTransition(String patch) throws KlpException {
        return show("livepatch/" + patch + "/transition").equals("1\n");
    }

    /** Waits until no transition runs. */
    public void settle() throws KlpException {
        settle(PATIENCE);
    }

    /** Waits that long until no transition runs. */
    public void settle(Duration patience) throws KlpException {
        long end = System.nanoTime() + patience.toNanos();
        while (transitionRuns()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "the transition has not ended within " + patience + ", held up by " + pending());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean transitionRuns() throws KlpException {
        for (String patch : patches()) {
            if (quietly("livepatch/" + patch + "/transition").equals("1\n")) {
                return true;
            }
        }
        return false;
    }

    /** Waits until these threads, and no others, have not switched. */
    public void awaitOnlyPending(String... comms) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .untilAsserted(
                        () -> assertThat(pending()).extracting(Task::comm).containsExactlyInAnyOrder(comms));
    }

    /** The threads that have not switched. */
    public List<Task> pending() throws KlpException {
        int target = -1;
        for (String patch : patches()) {
            if (inTransition(patch)) {
                target = show("livepatch/" + patch + "/enabled").equals("1\n") ? 1 : 0;
            }
        }
        if (target < 0) {
            return List.of();
        }
        String wanted = target + "\n";
        List<Task> pending = new ArrayList<>();
        for (String line : show("sys/tasks").lines().toList()) {
            String[] fields = line.split("\t", -1);
            if (!wanted.equals(fields[1] + "\n")) {
                pending.add(new Task(fields[0], fields[2], fields[1] + "\n", stack(fields[0])));
            }
        }
        return pending;
    }

    private String stack(String tid) throws KlpException {
        return quietly("tasks/" + tid + "/stack");
    }

    /** Every task in the tree; those that end while it is read are left out. */
    public List<Task> tasks() throws KlpException {
        List<Task> tasks = new ArrayList<>();
        for (String tid : names("tasks")) {
            try {
                String directory = "tasks/" + tid + "/";
                tasks.add(new Task(
                        tid,
                        show(directory + "comm").strip(),
                        show(directory + "patch_state"),
                        show(directory + "stack")));
            } catch (KlpException ended) {
                assertThat(Errno.of(ended.errno())).as(ended.getMessage()).isIn(Errno.ENOENT, Errno.ENODEV);
            }
        }
        return tasks;
    }

    /** The task of that name. */
    public Task task(String comm) throws KlpException {
        return tasks().stream()
                .filter(task -> task.comm().equals(comm))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        connection.close();
    }

    private String quietly(String path) throws KlpException {
        try {
            return show(path);
        } catch (KlpException gone) {
            return "";
        }
    }

    private static byte[] bytes(Path jar) {
        try {
            return Files.readAllBytes(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
