package org.klp4j.it.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.Jdks;

/** Many trials, two targets at a time. */
final class Trials {
    private static final int TARGETS = 2;

    private Trials() {}

    /** The results, in the order of the pairs, for each the JDKs in their order. */
    static List<Trial.Result> of(List<Pair> pairs, Workshop workshop) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(TARGETS);
        try {
            List<Future<Trial.Result>> running = new ArrayList<>();
            for (Pair pair : pairs) {
                for (Jdk jdk : Jdks.found()) {
                    running.add(pool.submit(() -> tried(pair, jdk, workshop)));
                }
            }
            List<Trial.Result> results = new ArrayList<>();
            for (Future<Trial.Result> trial : running) {
                results.add(trial.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static Trial.Result tried(Pair pair, Jdk jdk, Workshop workshop) {
        Trial.Result result;
        try {
            result = new Trial(pair, jdk, workshop).run();
        } catch (Exception | AssertionError broken) {
            String line = broken.toString().lines().findFirst().orElse("");
            result = new Trial.Result(pair, jdk, Trial.Fate.NOT_CURED, line, false, "");
        }
        System.out.println("corpus: " + pair.id() + " " + jdk + " " + result.fate()
                + (result.undone() ? "" : " NOT UNDONE") + " plain: " + result.plain() + " | " + result.detail());
        return result;
    }
}
