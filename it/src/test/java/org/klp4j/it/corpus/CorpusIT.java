package org.klp4j.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few pairs of different kinds are cured, and vulnerable again when the patch is disabled. */
final class CorpusIT {
    @TempDir
    private Path directory;

    @Test
    void realFixesCureARunningJvm() throws Exception {
        List<Pair> pairs = Pair.all().stream().filter(Pair::brief).toList();
        assertThat(pairs).hasSizeGreaterThan(3);
        for (Trial.Result result : Trials.of(pairs, new Workshop(directory))) {
            assertThat(result.fate()).as(result.toString()).isEqualTo(Trial.Fate.CURED);
            assertThat(result.undone()).as(result.toString()).isTrue();
        }
    }

    /** What is named in the list of pairs is what the corpus fetches. */
    @Test
    void everyReleaseIsFetched() throws Exception {
        String pom = Files.readString(Path.of(System.getProperty("klp.corpus"), "pom.xml"));
        List<String> fetched = new ArrayList<>();
        Pattern.compile("<artifactItem><groupId>(.*?)</groupId><artifactId>(.*?)</artifactId><version>(.*?)</version>")
                .matcher(pom)
                .results()
                .forEach(item -> fetched.add(item.group(1) + ":" + item.group(2) + ":" + item.group(3)));
        List<String> named = new ArrayList<>();
        for (Pair pair : Pair.all()) {
            named.addAll(pair.oldJars());
            named.addAll(pair.newJars());
            named.addAll(pair.others());
        }
        assertThat(fetched)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(named.stream().distinct().toList());
    }
}
