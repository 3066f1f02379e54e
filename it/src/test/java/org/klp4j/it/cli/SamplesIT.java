package org.klp4j.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/** Does {@code docs/samples.md} show what really happens? Its commands are typed, their output is compared. */
final class SamplesIT {
    private static final Path ROOT =
            Path.of(System.getProperty("klp.selftests")).resolve("../..");
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)\n```", Pattern.DOTALL);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the commands use of the source tree. */
    private static final List<String> NEEDED = List.of("dist", "samples", "selftests");

    /** The thread that sleeps in a patched function, in one of the samples. */
    private static final String SLEEPER = "kworker/busymod";

    private record Step(String command, String output) {}

    @TempDir
    private Path directory;

    @EachJdk
    void theDocumentShowsWhatHappens(Jdk jdk) throws Exception {
        for (String needed : NEEDED) {
            Files.createSymbolicLink(
                    directory.resolve(needed), ROOT.resolve(needed).toRealPath());
        }
        String java = System.getProperty("java.home");
        Map<String, String> environment =
                Map.of("KLP_JAVA", java + "/bin/java", "PATH", java + "/bin:" + System.getenv("PATH"));
        try (TargetJvm target = TargetJvm.of(jdk)
                        .flags("-Xshare:off", "-Xbootclasspath/a:" + ROOT.resolve("selftests/target/kernel.jar"))
                        .main("org.klp4j.selftests.kernel.Kernel")
                        .start();
                Session session = Session.open(target);
                Shell shell = new Shell(directory, environment)) {
            for (Step step : steps()) {
                settle(session);
                String said = shell.run(step.command.replaceAll("(?<![.\\w])Kernel\\b", Long.toString(target.pid())));
                assertThat(comparable(said)).as("$ %s", step.command).isEqualTo(comparable(step.output));
            }
            assertThat(session.names("module")).containsExactly("klp_proc");
            assertThat(session.patches()).isEmpty();
            assertThat(session.dmesg())
                    .contains("livepatch_fix1_dummy_leak_dtor")
                    .contains("prevented leak");
        }
        for (String needed : NEEDED) {
            Files.delete(directory.resolve(needed)); // JUnit warns of links that lead out
        }
    }

    private static List<Step> steps() throws IOException {
        List<Step> steps = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(ROOT.resolve("docs/samples.md")));
        while (blocks.find()) {
            String command = "";
            StringBuilder output = new StringBuilder();
            for (String line : (blocks.group(1) + "\n$ ").lines().toList()) {
                if (!line.startsWith("$ ")) {
                    output.append(line).append('\n');
                    continue;
                }
                if (!command.isEmpty()) {
                    steps.add(new Step(command, output.toString().stripTrailing()));
                }
                command = line.substring(2);
                output.setLength(0);
            }
        }
        assertThat(steps).hasSizeGreaterThan(40);
        return steps;
    }

    /** A reader types more slowly than a thread switches. A patch may leave between being listed and being looked at. */
    private static void settle(Session session) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(KlpException.class)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        session.pending().stream().allMatch(task -> task.comm().equals(SLEEPER))
                                && session.patches().stream().allMatch(patch -> quiet(session, patch)));
    }

    private static boolean quiet(Session session, String patch) {
        try {
            boolean held = session.inTransition(patch) && session.pending().isEmpty();
            return !held && session.show("livepatch/" + patch + "/enabled").equals("1\n");
        } catch (KlpException leaving) {
            return false;
        }
    }

    /** Times, sizes, ids and places differ from run to run, and with them the width of columns. */
    private static String comparable(String output) {
        return output.replaceAll("/\\S*/target/samples", "target/samples")
                .replaceAll("\\d+(\\.\\d+)+|\\d{2,}", "N")
                .replaceAll("\\[ *N]", "[N]")
                .replaceAll("[ \t]+", " ")
                .replaceAll("(?m)^ | $", "");
    }
}
