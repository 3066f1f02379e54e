package org.klp4j.bench.call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.report.Row;

/** What the JIT did with the calls: whether the patched method is inlined as the compiled one is. */
final class Inlining {
    private static final long CALLING_NANOS = 500_000_000;

    /** The method that is called, by shape, as the JIT's log names it. */
    private static final Map<String, String> CALLEES = Map.of(
            "static", "subject.Subject::small",
            "large", "subject.Subject::large",
            "virtual", "subject.Subject$Base::virtual",
            "interface", "subject.Subject$Square::area",
            "constructor", "subject.Subject$Made::<init>",
            "lambda", "subject.Subject::lambda$static$0");

    private Inlining() {}

    /** Calls for a while in one situation and shape; the JIT's log goes to standard output. */
    public static void main(String[] arguments) throws Exception {
        CallCost cost = new CallCost();
        cost.situation = arguments[0];
        cost.shape = arguments[1];
        cost.reach();
        long end = System.nanoTime() + CALLING_NANOS;
        while (System.nanoTime() < end) {
            cost.call();
        }
        System.exit(0);
    }

    /** A row for each shape and situation: the JIT's last word on the call. */
    static List<Row> rows(Lab lab, List<String> options, List<String> shapes) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (String shape : shapes) {
            for (Situation situation : List.of(Situation.FIXED, Situation.COMPLETED)) {
                List<String> command = new ArrayList<>(List.of(lab.jdk().java()));
                command.addAll(options);
                command.addAll(
                        List.of("-XX:-TieredCompilation", "-XX:+UnlockDiagnosticVMOptions", "-XX:+PrintInlining"));
                command.addAll(List.of("-cp", System.getProperty("java.class.path"), Inlining.class.getName()));
                command.addAll(List.of(situation.name(), shape));
                String verdict = verdict(Command.run(command), CALLEES.getOrDefault(shape, ""));
                rows.add(Row.of(Map.of("shape", shape, "situation", situation.name(), "inlining", verdict), Map.of()));
            }
        }
        return rows;
    }

    private static String verdict(String log, String callee) {
        Matcher matcher = Pattern.compile(Pattern.quote(callee) + " \\((\\d+) bytes\\)\\s+(.*)")
                .matcher(log);
        String verdict = "not seen";
        while (matcher.find()) {
            verdict = matcher.group(2).strip();
        }
        return verdict;
    }
}
