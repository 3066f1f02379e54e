package org.klp4j.it.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.klp.Session;

/** Loads, stacks, disables, reverses, replaces, forces and unloads modules of random functions, in random order. */
final class Torturer {
    private static final int SLOTS = 4;
    private static final int FORCES = 2;
    private static final long STUCK_NANOS = 4_000_000_000L;
    private static final String REPLACEMENT = "same_all";

    private final Session session;
    private final SameFunctions functions;
    private final Random random;
    private final byte[] replacement;
    private final int size;

    /** Classes that the modules loaded now have functions of. */
    private final Map<String, Integer> classes = new TreeMap<>();

    /** Modules of ours that are loaded, and whether their patch is enabled. */
    private final Map<String, Boolean> loaded = new TreeMap<>();

    private final Map<String, Integer> done = new TreeMap<>();
    private final LongSummaryStatistics micros = new LongSummaryStatistics();
    private int number;
    private int forced;
    private long replaced;
    private long redefined;

    Torturer(Session session, SameFunctions functions, Random random, byte[] replacement, int size) {
        this.session = session;
        this.functions = functions;
        this.random = random;
        this.replacement = replacement;
        this.size = size;
    }

    /** One transition, perhaps turned round on its way. */
    void cycle() throws KlpException {
        List<String> enabled = named(true);
        List<String> disabled = named(false);
        while (loaded.size() >= SLOTS && !disabled.isEmpty()) {
            unloadUnlessPinned(disabled.remove(0));
        }
        int choice = random.nextInt(100);
        if (choice < 4 && !enabled.isEmpty()) {
            replaceAll();
        } else if (choice < 40 && loaded.size() < SLOTS) {
            load();
        } else if (choice < 60 && !disabled.isEmpty()) {
            toggle(disabled.get(random.nextInt(disabled.size())), true);
        } else if (!enabled.isEmpty()) {
            toggle(enabled.get(random.nextInt(enabled.size())), false);
        } else {
            load();
        }
    }

    private List<String> named(boolean on) {
        return new ArrayList<>(
                loaded.keySet().stream().filter(name -> loaded.get(name) == on).toList());
    }

    private void load() throws KlpException {
        String name = "same_" + number++;
        int count = size / 2 + random.nextInt(size);
        SameFunctions.Module module = functions.module(name, count, random);
        long start = System.nanoTime();
        session.connection().insmod(name + ".klp.jar", module.file(), List.of());
        replaced += module.functions();
        classes.put(name, module.classes());
        loaded.put(name, true);
        follow("load", name, start);
    }

    private void toggle(String name, boolean on) throws KlpException {
        long start = System.nanoTime();
        write(name, on);
        loaded.put(name, on);
        follow(on ? "enable" : "disable", name, start);
    }

    /** A force pins every module that was loaded then: it stays, disabled, and others take its slot. */
    private void unloadUnlessPinned(String name) throws KlpException {
        if (session.show("module/" + name + "/refcnt").equals("0\n")) {
            unload(name);
        } else {
            assertThat(forced).as("forces that pin " + name).isPositive();
            loaded.remove(name);
            count("left pinned");
        }
    }

    private void unload(String name) throws KlpException {
        session.rmmod(name);
        loaded.remove(name);
        count("unload");
    }

    /** A written module takes over from all others, and is taken away again; turned round when somebody never leaves. */
    private void replaceAll() throws KlpException {
        session.connection().insmod(REPLACEMENT + ".klp.jar", replacement, List.of());
        boolean over = endsWithin(STUCK_NANOS, REPLACEMENT);
        if (over) {
            for (String name : loaded.keySet()) {
                assertThat(enabled(name)).as(name).isFalse();
            }
            redefined += 2L * named(true).stream().mapToInt(classes::get).sum();
        } else {
            avoidWhoeverHoldsUp();
        }
        write(REPLACEMENT, false); // ends it when it was over, else turns it round
        session.settle();
        session.rmmod(REPLACEMENT);
        for (Map.Entry<String, Boolean> each : loaded.entrySet()) {
            each.setValue(enabled(each.getKey()));
        }
        count(over ? "replace all" : "replace all, reversed");
    }

    private boolean endsWithin(long nanos, String name) throws KlpException {
        long end = System.nanoTime() + nanos;
        while (inTransition(name)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    private boolean enabled(String name) throws KlpException {
        return session.show("livepatch/" + name + "/enabled").equals("1\n");
    }

    /** Sees a transition through; turns it round at times, and when somebody never leaves, or forces it. */
    private void follow(String what, String name, long start) throws KlpException {
        int turns = 0;
        while (random.nextInt(6) == 0 && turn(name)) {
            turns++;
        }
        long patience = STUCK_NANOS;
        while (!endsWithin(patience, name)) {
            turns += unstick(name);
            patience = 10 * STUCK_NANOS;
        }
        redefined += 2L * classes.getOrDefault(name, 0);
        micros.accept((System.nanoTime() - start) / 1_000);
        count(what + (turns == 0 ? "" : ", reversed"));
    }

    private boolean turn(String name) throws KlpException {
        if (!inTransition(name)) {
            return false;
        }
        boolean wanted = !Boolean.TRUE.equals(loaded.get(name));
        write(name, wanted); // begins the next one when the first was over meanwhile
        loaded.put(name, wanted);
        return true;
    }

    /** Learns who holds it up, and forces it the first times, later turns it round. */
    private int unstick(String name) throws KlpException {
        avoidWhoeverHoldsUp();
        if (forced == FORCES) {
            return turn(name) ? 1 : 0;
        }
        try {
            session.store("livepatch/" + name + "/force", "1");
            forced++;
            count("force");
        } catch (KlpException overMeanwhile) {
            assertThat(overMeanwhile.errno()).as(overMeanwhile.getMessage()).isEqualTo(Errno.EINVAL.number());
        }
        return 0;
    }

    private void avoidWhoeverHoldsUp() throws KlpException {
        for (String line : session.show("sys/tasks").lines().toList()) {
            String[] fields = line.split("\t");
            if (fields.length > 3 && !fields[3].isEmpty()) {
                functions.avoid(fields[3]);
            }
        }
    }

    private void write(String name, boolean on) throws KlpException {
        session.store("livepatch/" + name + "/enabled", on ? "1" : "0");
    }

    private boolean inTransition(String name) throws KlpException {
        return session.inTransition(name);
    }

    private void count(String what) {
        done.merge(what, 1, Integer::sum);
    }

    /** Classes redefined so far: each transition does it twice. */
    long redefined() {
        return redefined;
    }

    /** Everything disabled, and unloaded where no force has pinned it. */
    void calm() throws KlpException {
        for (String name : List.copyOf(loaded.keySet())) {
            if (Boolean.TRUE.equals(loaded.get(name))) {
                toggle(name, false);
                if (Boolean.TRUE.equals(loaded.get(name))) {
                    toggle(name, false);
                }
            }
            unloadUnlessPinned(name);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %d functions replaced, %d classes redefined, %.0f ms each, at most %.0f ms; never left: %s",
                done,
                replaced,
                redefined,
                micros.getAverage() / 1e3,
                micros.getMax() / 1e3,
                functions.avoided());
    }
}
