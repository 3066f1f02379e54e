package org.klp4j.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every pair and writes {@code docs/corpus.md}. {@code klp.corpus.ids} (a regular expression) narrows it, then nothing is written. */
@Tag("corpus")
final class CorpusTableIT {
    private static final int REGRESSION_CURED = 43;
    private static final int HARD_CURED = 10;
    private static final int WHOLE_BUILT = 35;
    private static final int HELD_OUT_CURED = 12;
    private static final int MAX_LINES = 17;

    @TempDir
    private Path directory;

    @Test
    void everyPairIsCuredOrRefusedByName() throws Exception {
        String ids = System.getProperty("klp.corpus.ids", "");
        List<Pair> pairs = Pair.all().stream()
                .filter(pair -> ids.isBlank() || pair.id().matches(ids))
                .toList();
        Workshop workshop = new Workshop(directory);
        List<Trial.Result> results = Trials.of(pairs, workshop);
        Map<String, String> whole = new TreeMap<>();
        for (Pair pair : pairs) {
            whole.put(pair.id(), CorpusTable.whole(pair.set()) ? wholeRelease(workshop, pair) : "");
        }
        CorpusTable table = new CorpusTable(pairs, results, whole);
        System.out.println(table.totals());
        if (ids.isBlank()) {
            Files.writeString(Path.of(System.getProperty("klp.root"), "docs/corpus.md"), table.text());
            assertThat(table.cured(Pair.Kind.REGRESSION, 0))
                    .as("cured without a line")
                    .isGreaterThanOrEqualTo(REGRESSION_CURED);
            assertThat(table.cured(Pair.Kind.HARD, MAX_LINES))
                    .as("hard ones cured")
                    .isGreaterThanOrEqualTo(HARD_CURED);
            assertThat(table.cured(Pair.Kind.HELD_OUT, 1))
                    .as("held-out ones cured")
                    .isGreaterThanOrEqualTo(HELD_OUT_CURED);
            assertThat(table.built(Pair.Kind.REGRESSION))
                    .as("whole releases built")
                    .isGreaterThanOrEqualTo(WHOLE_BUILT);
        }
        for (Trial.Result result : results) {
            assertThat(result.fate()).as(result.toString()).isNotEqualTo(Trial.Fate.NOT_CURED);
            assertThat(result.undone()).as(result.toString()).isTrue();
        }
    }

    private static String wholeRelease(Workshop workshop, Pair pair) {
        Workshop.Module module = workshop.whole(pair);
        String answer = module.file() == null ? module.refusal() : "";
        System.out.println("corpus: " + pair.id() + " whole release: " + (answer.isEmpty() ? "built" : answer));
        return answer;
    }
}
