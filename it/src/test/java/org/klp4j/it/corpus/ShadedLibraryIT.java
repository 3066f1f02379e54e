package org.klp4j.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/** One module cures the library and the copy of it that an application has shaded; the exploit is tried in both. */
final class ShadedLibraryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PREFIX = "com.acme.shaded.";

    /** A probe with objects in a stream cannot be made for the copy: the stream names the library's classes. */
    private static final String STREAM = "\"rO0AB";

    @TempDir
    private Path directory;

    @EachJdk
    void theLibraryAndItsCopyAreCuredByOneModule(Jdk jdk) throws Exception {
        both(jdk, pairs().subList(0, 2));
    }

    @EachJdk
    @Tag("corpus")
    void moreLibrariesAndTheirCopies(Jdk jdk) throws Exception {
        both(jdk, pairs());
    }

    private void both(Jdk jdk, List<Pair> pairs) throws Exception {
        for (Pair pair : pairs) {
            Workshop workshop = new Workshop(directory);
            List<Path> path = new ArrayList<>(pair.classPath());
            path.add(workshop.probe(pair));
            cured(pair, jdk, workshop, path, List.of("probe", "probe " + Shading.PROBE));
        }
    }

    @EachJdk
    void aCopyIsCuredWhereTheLibraryIsNot(Jdk jdk) throws Exception {
        Pair pair = pairs().get(0);
        cured(pair, jdk, new Workshop(directory), List.of(), List.of("probe " + Shading.PROBE));
    }

    private static List<Pair> pairs() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (Pair pair : Pair.all()) {
            if (pair.brief() && !Files.readString(pair.probe()).contains(STREAM)) {
                pairs.add(pair);
            }
        }
        assertThat(pairs).hasSizeGreaterThan(3);
        return pairs;
    }

    private void cured(Pair pair, Jdk jdk, Workshop workshop, List<Path> originals, List<String> probes)
            throws Exception {
        Shading shading = new Shading(pair, directory, PREFIX);
        Path copy = shading.jar();
        List<Path> path = new ArrayList<>(originals);
        path.addAll(List.of(copy, shading.probe(copy), workshop.prober()));
        List<String> flags = new ArrayList<>(List.of("-Xmx512m"));
        flags.addAll(pair.flags());
        Workshop.Module module = workshop.module(pair);
        Path file = module.file();
        assertThat(file).as(module.refusal()).isNotNull();
        try (TargetJvm target = TargetJvm.of(jdk)
                .flags(flags.toArray(String[]::new))
                .classPath(path.toArray(Path[]::new))
                .main("corpus.Prober")
                .loud()
                .start()) {
            String pid = Long.toString(target.pid());
            probes.forEach(probe -> assertThat(ask(target, probe)).as(pair.id()).startsWith("VULN"));
            Workshop.Outcome check = Workshop.klp("check", pid, file.toString());
            assertThat(check.out()).as(check.err()).contains(": patched too");
            Workshop.Outcome load = Workshop.klp("load", pid, file.toString());
            assertThat(load.status()).as(pair.id() + load.err()).isZero();
            probes.forEach(probe -> assertThat(ask(target, probe))
                    .as(pair.id() + " " + probe + "\n" + check.out())
                    .startsWith("SAFE"));
            try (Session session = Session.open(target)) {
                assertThat(session.names("livepatch/" + module.name()))
                        .anyMatch(object -> object.startsWith("application"));
                assertThat(session.show("sys/alarms")).isEmpty();
            }
            assertThat(Workshop.klp("disable", pid, module.name()).status()).isZero();
            probes.forEach(probe -> assertThat(ask(target, probe)).as(pair.id()).startsWith("VULN"));
            assertThat(Workshop.klp("unload", pid, module.name()).status()).isZero();
        }
    }

    private static String ask(TargetJvm target, String probe) {
        return target.ask(probe, PATIENCE);
    }
}
