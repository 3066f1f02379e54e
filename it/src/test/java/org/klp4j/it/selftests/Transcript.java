package org.klp4j.it.selftests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/**
 * Plays a transcript against a target: carries out its commands, writing each into the log as the kernel's scripts
 * do, and compares the log with the transcript in the end.
 *
 * <p>{@code % command} is a command. {@code #…} is what the scripts do without saying so: {@code #show PATH = TEXT},
 * {@code #mode PATH MODE}, {@code #patches NAME…}, {@code #grep PATTERN PATH…} (into the log), {@code #nowait} (the next
 * command is not waited for), {@code #hammer N}, {@code #remaining}. Lines that set the sysctl are commands and
 * expected. All other lines are expected.
 */
final class Transcript {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SYSCTL = "livepatch: kernel.ftrace_enabled = ";
    private static final String SYSCTL_REFUSED =
            "livepatch: sysctl: setting key \"kernel.ftrace_enabled\": Device or resource busy";

    private final Session session;
    private final TargetJvm target;
    private final Path modules;
    private final List<String> expected = new ArrayList<>();
    private boolean wait = true;
    private String pids = "";

    Transcript(Session session, TargetJvm target, Path modules) {
        this.session = session;
        this.target = target;
        this.modules = modules;
    }

    void play(String name, List<String> lines) throws KlpException {
        String begin = "===== TEST: " + name + " =====";
        log(begin);
        for (String line : lines) {
            if (line.startsWith("#")) {
                aside(line.substring(1).split(" "), line);
            } else {
                if (line.startsWith("% ")) {
                    String command = line.substring(2).replace("$PIDS", pids);
                    expected.add("% " + command);
                    log("% " + command);
                    run(command.split(" "));
                } else {
                    expected.add(line);
                    sysctl(line);
                }
            }
        }
        assertThat(filtered(begin)).as(name).containsExactlyElementsOf(expected);
    }

    private void sysctl(String line) throws KlpException {
        if (line.startsWith(SYSCTL)) {
            session.store("sys/ftrace_enabled", line.substring(SYSCTL.length()));
            log(line);
        } else if (line.equals(SYSCTL_REFUSED)) {
            assertThat(refused(() -> session.store("sys/ftrace_enabled", "0"))).isEqualTo(Errno.EBUSY);
            log(line);
        }
    }

    private interface Operation {
        void run() throws KlpException;
    }

    private static Errno refused(Operation operation) {
        try {
            operation.run();
        } catch (KlpException refused) {
            return Errno.of(refused.errno());
        }
        throw new AssertionError("not refused");
    }

    private void run(String[] words) throws KlpException {
        switch (words[0]) {
            case "insmod" -> insmod(words[1], Arrays.copyOfRange(words, 2, words.length));
            case "rmmod" -> rmmod(words[1]);
            case "echo" -> echo(words[1], words[3]);
            default -> throw new AssertionError("unknown command " + words[0]);
        }
    }

    private void insmod(String file, String... parameters) throws KlpException {
        String module = file.substring(file.lastIndexOf('/') + 1).replace(".ko", "");
        try {
            session.insmod(modules.resolve(module + ".klp.jar"), parameters);
        } catch (KlpException refused) {
            log("insmod: ERROR: could not insert module " + file + ": " + kmod(Errno.of(refused.errno())));
            return;
        }
        if (wait && session.patches().contains(module)) {
            until(() -> session.show("livepatch/" + module + "/transition").equals("0\n"));
        }
        wait = true;
    }

    private static String kmod(Errno errno) {
        return errno == Errno.EINVAL ? "Invalid parameters" : errno.text();
    }

    private void rmmod(String module) throws KlpException {
        until(() -> session.show("module/" + module + "/refcnt").equals("0\n"));
        session.rmmod(module);
    }

    private void echo(String value, String file) throws KlpException {
        String path = file.replace("/sys/kernel/livepatch/", "livepatch/").replace("/sys/module/", "module/");
        session.store(path, value + "\n");
        if (path.startsWith("livepatch/")) {
            String patch = path.split("/")[1];
            until(() -> !session.patches().contains(patch));
        }
    }

    private void aside(String[] words, String line) throws KlpException {
        switch (words[0]) {
            case "show" ->
                assertThat(session.show(words[1])).as(line).isEqualTo(line.substring(line.indexOf(" = ") + 3) + "\n");
            case "mode" -> assertThat(mode(words[1])).as(line).isEqualTo(words[2]);
            case "patches" ->
                until(() -> List.of(words)
                        .subList(1, words.length)
                        .equals(session.patches().stream().sorted().toList()));
            case "grep" -> grep(words);
            case "nowait" -> wait = false;
            case "hammer" -> pids = target.ask("hammer " + words[1]);
            case "remaining" -> {
                until(() -> session.show("kernel/test_klp_syscall/npids").equals("0\n"));
                log("test_klp_syscall: Remaining not livepatched processes: 0");
            }
            default -> throw new AssertionError(line);
        }
    }

    private void grep(String[] words) throws KlpException {
        for (String path : List.of(words).subList(2, words.length)) {
            for (String line : session.show(path).lines().toList()) {
                if (line.matches(".*" + words[1] + ".*")) {
                    log(line);
                }
            }
        }
    }

    private String mode(String path) throws KlpException {
        int slash = path.lastIndexOf('/');
        for (Connection.Entry entry : session.connection().list(path.substring(0, slash))) {
            if (entry.name().equals(path.substring(slash + 1))) {
                return entry.mode();
            }
        }
        return "no such file";
    }

    private interface Condition {
        boolean holds() throws KlpException;
    }

    private void until(Condition condition) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition::holds);
    }

    private void log(String line) throws KlpException {
        session.store("kmsg", line + "\n");
    }

    /** As the kernel's scripts filter the log. */
    private List<String> filtered(String begin) throws KlpException {
        List<String> all = session.dmesg()
                .lines()
                .map(line -> line.replaceFirst("^\\[[^]]*] ", ""))
                .toList();
        return all.subList(all.lastIndexOf(begin) + 1, all.size()).stream()
                .filter(line -> line.contains("livepatch:") || line.contains("test_klp"))
                .filter(line -> !line.contains("tainting kernel") && !line.contains("taints kernel"))
                .toList();
    }
}
