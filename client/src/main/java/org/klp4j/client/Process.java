package org.klp4j.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code /proc/PID} says about a process; every answer is for this moment, and null or empty once it is gone. */
record Process(long pid) {
    private static final int SIGQUIT = 3;
    private static final int STARTED = 19; // fields of stat after the one in parentheses, from 0
    private static final int PROCFS_UIDS = 4;
    private static final long ENDING_NANOS = 200_000_000;
    private static final long POLL_NANOS = 1_000_000;

    static Process self() {
        return new Process(ProcessHandle.current().pid());
    }

    /** The processes of this host. */
    static List<Process> all() {
        List<Process> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .forEach(name -> found.add(new Process(Long.parseLong(name))));
        } catch (IOException e) {
            return found;
        }
        found.sort((a, b) -> Long.compare(a.pid, b.pid));
        return found;
    }

    private Path at(String name) {
        return Path.of("/proc/" + pid + "/" + name);
    }

    /** Whether it is there and has not ended; a zombie has. */
    boolean alive() {
        char state = state();
        return state != 'X' && state != 'Z';
    }

    /** Whether it has ended, or does so within the moment that lies between its files being closed and its end. */
    boolean ended() {
        long deadline = System.nanoTime() + ENDING_NANOS;
        while (alive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return !alive();
    }

    /** The state letter ({@code R S D T t Z X …}), {@code X} once it is gone. */
    char state() {
        String[] stat = stat();
        return stat.length == 0 || stat[0].isEmpty() ? 'X' : stat[0].charAt(0);
    }

    /** Clock ticks from boot to the start of the process, which with the pid names it for good; empty once gone. */
    String startTime() {
        String[] stat = stat();
        return stat.length > STARTED ? stat[STARTED] : "";
    }

    private String[] stat() {
        String line = text("stat");
        int name = line.lastIndexOf(") ");
        return name < 0 ? new String[0] : line.substring(name + 2).split(" ");
    }

    /** The effective user id, -1 once it is gone. */
    int uid() {
        String[] uids = status().getOrDefault("Uid", "").split("\\s+");
        return uids.length < PROCFS_UIDS ? -1 : Integer.parseInt(uids[1]);
    }

    /** The owner's name, as far as this host knows it. */
    String user() {
        try {
            return Files.getOwner(at("")).getName();
        } catch (IOException e) {
            return "?";
        }
    }

    /** The pid inside the innermost pid namespace: the one the process itself sees. */
    long innerPid() {
        String[] pids = status().getOrDefault("NSpid", "").split("\\s+");
        String last = pids[pids.length - 1];
        return last.isEmpty() ? pid : Long.parseLong(last);
    }

    /** Whether SIGQUIT, which HotSpot takes as the wish to attach, has a handler; without one it kills. */
    boolean catchesQuit() {
        String mask = status().getOrDefault("SigCgt", "");
        return !mask.isEmpty() && (Long.parseUnsignedLong(mask, 16) & 1L << (SIGQUIT - 1)) != 0;
    }

    private Map<String, String> status() {
        Map<String, String> fields = new HashMap<>();
        for (String line : text("status").split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        return fields;
    }

    /** The file system as the process sees it. */
    Path root() {
        return at("root");
    }

    /** Whether it sees the same files as we do; false when that cannot be told. */
    boolean sharesFiles() {
        String theirs = link("ns/mnt");
        String theirRoot = link("root");
        return theirs != null && theirs.equals(self().link("ns/mnt")) && "/".equals(theirRoot);
    }

    @Nullable
    String link(String name) {
        try {
            return Files.readSymbolicLink(at(name)).toString();
        } catch (IOException e) {
            return null;
        }
    }

    List<String> commandLine() {
        String line = text("cmdline");
        return line.isEmpty() ? Collections.emptyList() : Arrays.asList(line.split("\0"));
    }

    /** The environment the process was started with; empty when it is not ours to read. */
    List<String> environment() {
        return Arrays.asList(text("environ").split("\0"));
    }

    /** Path of the first mapped file with this name, as the process sees it. */
    @Nullable
    String mapped(String fileName) {
        for (String line : text("maps").split("\n")) {
            if (line.endsWith("/" + fileName)) {
                return line.substring(line.indexOf('/'));
            }
        }
        return null;
    }

    private String text(String name) {
        try {
            return new String(Files.readAllBytes(at(name)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
