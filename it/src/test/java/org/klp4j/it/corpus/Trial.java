package org.klp4j.it.corpus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/**
 * One pair on one JDK: a JVM runs the vulnerable release and uses it, the fix is loaded, disabled, unloaded, and then
 * tried by plain redefinition. The probe speaks after each step; only {@code SAFE} is safe, whatever else went wrong.
 */
final class Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SHOWN = 300;

    private final Pair pair;
    private final Jdk jdk;
    private final Workshop workshop;
    private final Workshop.Module module;

    Trial(Pair pair, Jdk jdk, Workshop workshop) {
        this(pair, jdk, workshop, workshop.module(pair));
    }

    /** A trial of a module that was made in another way. */
    Trial(Pair pair, Jdk jdk, Workshop workshop, Workshop.Module module) {
        this.pair = pair;
        this.jdk = jdk;
        this.workshop = workshop;
        this.module = module;
    }

    /** What became of the pair. */
    enum Fate {
        CURED,
        REFUSED,
        NOT_CURED
    }

    /**
     * The result.
     *
     * @param detail what the probe or the refusal said, one line
     * @param undone whether the probe was positive again after disable
     * @param plain what plain redefinition does: {@code cured}, {@code not cured}, or {@code refused: …}
     */
    record Result(Pair pair, Jdk jdk, Fate fate, String detail, boolean undone, String plain) {}

    Result run() throws Exception {
        List<Path> path = new ArrayList<>(pair.classPath());
        path.add(workshop.probe(pair));
        path.add(workshop.prober());
        List<String> flags = new ArrayList<>(List.of("-Xmx512m"));
        flags.addAll(pair.flags());
        flags.add("-Djava.io.tmpdir=" + workshop.temporary()); // some probes look for files there, each for its own
        try (TargetJvm target = TargetJvm.of(jdk)
                .flags(flags.toArray(String[]::new))
                .classPath(path.toArray(Path[]::new))
                .main("corpus.Prober")
                .loud()
                .start()) {
            String first = target.ask("probe", PATIENCE);
            if (!first.startsWith("VULN")) {
                throw new AssertionError(pair.id() + ": the probe does not find the hole: " + first);
            }
            Result cured = module.file() == null
                    ? new Result(pair, jdk, Fate.REFUSED, module.refusal(), true, "")
                    : patched(target, module.name(), module.file());
            String plain = cured.fate() == Fate.NOT_CURED ? "" : plain(target);
            return new Result(pair, jdk, cured.fate(), cured.detail(), cured.undone(), plain);
        }
    }

    private Result patched(TargetJvm target, String name, Path module) {
        String pid = Long.toString(target.pid());
        Workshop.Outcome load = Workshop.klp("load", pid, module.toString());
        if (load.status() != 0) {
            return new Result(pair, jdk, Fate.REFUSED, load.err(), true, "");
        }
        String patched = target.ask("probe", PATIENCE);
        Workshop.Outcome disable = Workshop.klp("disable", pid, name);
        String disabled = target.ask("probe", PATIENCE);
        Workshop.Outcome unload = Workshop.klp("unload", pid, name);
        boolean undone = disable.status() == 0 && unload.status() == 0 && disabled.startsWith("VULN");
        boolean safe = patched.startsWith("SAFE");
        String detail = cut(safe && undone ? patched : patched + " | " + disabled + disable.err() + unload.err());
        return new Result(pair, jdk, safe ? Fate.CURED : Fate.NOT_CURED, detail, undone, "");
    }

    private String plain(TargetJvm target) throws Exception {
        String answer = Redefinition.of(pair, target, workshop);
        if (!answer.equals("accepted")) {
            return answer;
        }
        return target.ask("probe", PATIENCE).startsWith("SAFE") ? "cured" : "not cured";
    }

    private static String cut(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) : text;
    }
}
