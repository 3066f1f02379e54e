package org.klp4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.klp4j.bench.call.CallTable;
import org.klp4j.bench.call.SubjectModules;
import org.klp4j.bench.load.PromptToEffect;
import org.klp4j.format.KlpException;

/** {@code bench/run} calls this: brief or whole, an installation, the page to write, and the JDKs to run on. */
public final class Main {
    private Main() {}

    /** Runs every benchmark on every JDK given. */
    public static void main(String[] arguments) throws Exception {
        boolean brief = arguments[0].equals("brief");
        Path home = Path.of(arguments[1]).toAbsolutePath();
        Path page = Path.of(arguments[2]);
        List<Path> jdks = Arrays.stream(arguments).skip(3).map(Path::of).toList();
        StringBuilder text = new StringBuilder(head(brief));
        promptToEffect(home, jdks, text);
        for (Path jdk : jdks) {
            String raw = "bench/target/calls-" + jdk.getFileName() + ".json";
            text.append("\n## A call of a patched method, ns, on ")
                    .append(jdk.getFileName())
                    .append("\n\n")
                    .append(CallTable.markdown(jdk, home.resolve("lib/klp4j-agent.jar"), raw, brief));
        }
        Files.writeString(page, text);
    }

    private static void promptToEffect(Path home, List<Path> jdks, StringBuilder text)
            throws IOException, InterruptedException, KlpException, ReflectiveOperationException {
        try (SubjectModules modules = new SubjectModules()) {
            PromptToEffect load = new PromptToEffect(home.resolve("klp"), modules.vulnerable(), modules.two());
            text.append("\n## From the shell prompt to transition complete, ms, 200 threads\n\n")
                    .append("| JVM | first load (attaches) | next load |\n|---|---|---|\n");
            for (Path jdk : jdks) {
                text.append(load.row(jdk)).append('\n');
            }
        }
    }

    private static String head(boolean brief) {
        return "# Benchmarks\n\nWritten by `bench/run" + (brief ? " --brief" : "") + "` on a machine with "
                + Runtime.getRuntime().availableProcessors()
                + " processors, " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                + ". Medians with least and most; ratios are of figures from one run.\n";
    }
}
