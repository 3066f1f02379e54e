package org.klp4j.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * A running JVM of this host.
 *
 * @param pid as this process sees it
 * @param mainClass the main class, {@code module/class}, or the jar that was started; empty when not known
 * @param commandLine the main class and its arguments; the whole command line when the JVM publishes no data
 * @param user name of the owner
 * @param javaVersion e.g. {@code 17.0.15}; empty when not known
 */
public record Target(long pid, String mainClass, String commandLine, String user, String javaVersion) {
    private static final long MOST_PID = 1L << 22;

    /** The JVMs of this host that this user can see, by ascending pid, without the caller's own. */
    public static List<Target> all() {
        List<Target> found = new ArrayList<>();
        long self = Process.self().pid();
        for (Process process : Process.all()) {
            Target target = process.pid() == self ? null : of(process);
            if (target != null) {
                found.add(target);
            }
        }
        return found;
    }

    /**
     * Finds one JVM.
     *
     * @param pidOrName its pid, or a part of its main class that no other JVM's main class contains
     * @throws KlpException ESRCH when there is none, EINVAL when there are several, which are named
     */
    public static Target find(String pidOrName) throws KlpException {
        if (pidOrName.isBlank()) {
            throw new KlpException(Errno.EINVAL, "no target given; name a pid or a part of a main class");
        }
        if (pidOrName.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return byPid(pidOrName);
        }
        List<Target> found = new ArrayList<>();
        for (Target target : all()) {
            if (target.mainClass.contains(pidOrName)) {
                found.add(target);
            }
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        throw found.isEmpty()
                ? new KlpException(Errno.ESRCH, "no JVM has a main class with '" + pidOrName + "' in its name")
                : ambiguous(pidOrName, found);
    }

    private static Target byPid(String digits) throws KlpException {
        long pid = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
        Process process = new Process(pid);
        if (pid > MOST_PID || !process.alive()) {
            throw new KlpException(Errno.ESRCH, "there is no process " + digits);
        }
        Target target = of(process);
        if (target == null) {
            refuseForeign(process);
            Readiness.refuseEnded(process);
            throw new KlpException(Errno.EINVAL, "process " + pid + " is not a JVM");
        }
        return target;
    }

    /** Refuses a process that belongs to another user, unless we are root. */
    static void refuseForeign(Process process) throws KlpException {
        int self = Process.self().uid();
        if (self != 0 && self != process.uid()) {
            throw new KlpException(
                    Errno.EACCES,
                    "process " + process.pid() + " belongs to user '" + process.user()
                            + "'; run this as that user or as root");
        }
    }

    private static KlpException ambiguous(String name, List<Target> found) {
        return new KlpException(
                Errno.EINVAL,
                "'" + name + "' names several JVMs, give a pid: "
                        + found.stream()
                                .map(target -> target.pid + " (" + target.mainClass + ")")
                                .collect(Collectors.joining(", ")));
    }

    private static @Nullable Target of(Process process) {
        List<String> arguments = process.commandLine();
        if (arguments.isEmpty() || !runsJvm(process, arguments.get(0))) {
            return null;
        }
        Path file = PerfFiles.of(process);
        Map<String, String> data = file == null ? Map.of() : PerfData.read(file);
        String command = data.get("sun.rt.javaCommand");
        if (command != null) {
            String version = data.getOrDefault("java.property.java.version", "");
            return new Target(process.pid(), firstWord(command), command, process.user(), version);
        }
        return new Target(
                process.pid(),
                CommandLine.mainClass(arguments),
                String.join(" ", arguments),
                process.user(),
                Release.javaVersion(process));
    }

    /**
     * Performance data alone is no proof: a process may have got the pid of a JVM that was killed. What another
     * user's process maps cannot be read; one called java is taken for a JVM then.
     */
    private static boolean runsJvm(Process process, String executable) {
        if (process.link("exe") == null) {
            return Path.of(executable).endsWith("java");
        }
        return process.mapped("libjvm.so") != null;
    }

    private static String firstWord(String command) {
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }

    /** Whether the process of this pid still runs; a zombie does not. */
    public boolean running() {
        return new Process(pid).alive();
    }

    /**
     * How many objects there are of each class, by binary name. All threads of the JVM stop while it walks its heap:
     * up to a second for each few gigabytes.
     *
     * @throws KlpException when the JVM cannot be attached to
     */
    public Map<String, Long> instances() throws KlpException {
        return Histogram.of(this);
    }

    /** The data the JVM publishes about itself; empty when it publishes none. */
    Map<String, String> data() {
        Path file = PerfFiles.of(new Process(pid));
        return file == null || !Files.isReadable(file) ? Map.of() : PerfData.read(file);
    }
}
