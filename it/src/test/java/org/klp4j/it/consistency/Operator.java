package org.klp4j.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/**
 * An operator who loads, disables, enables, reverses and unloads patches at random, and after every step knows which
 * version the chains must see: that of the patch enabled last, or 1.
 */
final class Operator {
    private final Session session;
    private final TargetJvm target;
    private final Random random;
    private final Map<Integer, Modules.Built> modules;

    /** Versions of enabled patches in the order of enabling, and of loaded ones that are disabled. */
    private final List<Integer> enabled = new ArrayList<>();

    private final List<Integer> disabled = new ArrayList<>();
    private final Map<String, Integer> done = new TreeMap<>();
    private final List<Long> millis = new ArrayList<>();

    Operator(Session session, TargetJvm target, Random random, Map<Integer, Modules.Built> modules) {
        this.session = session;
        this.target = target;
        this.random = random;
        this.modules = modules;
    }

    /** One operation, perhaps turned round while it runs, and the look at what the chains see afterwards. */
    void step() throws Exception {
        long start = System.nanoTime();
        String what = begin();
        session.settle();
        millis.add((System.nanoTime() - start) / 1_000_000);
        if (what.contains("reversed")) {
            sortByStackOrder();
        }
        done.merge(what, 1, Integer::sum);
        assertThat(target.ask("sees")).as("after %s, enabled %s", what, enabled).isEqualTo("[" + expected() + "]");
    }

    /** A write that was to turn a transition round may have come after its end and begun the next one. */
    private void sortByStackOrder() throws KlpException {
        Map<Integer, Integer> order = new TreeMap<>();
        for (Integer version : enabled) {
            String path = "livepatch/" + modules.get(version).name() + "/stack_order";
            order.put(Integer.valueOf(session.show(path).strip()), version);
        }
        assertThat(order).as("stack order of %s", enabled).hasSameSizeAs(enabled);
        enabled.clear();
        enabled.addAll(order.values());
    }

    /** How often each operation was done, and how long they took. */
    String done() {
        LongSummaryStatistics took = millis.stream().mapToLong(Long::longValue).summaryStatistics();
        return done + String.format(", %.0f ms each, at most %d ms", took.getAverage(), took.getMax());
    }

    private int expected() {
        return enabled.isEmpty() ? 1 : enabled.get(enabled.size() - 1);
    }

    private String begin() throws Exception {
        List<Integer> absent = new ArrayList<>(modules.keySet());
        absent.removeAll(enabled);
        absent.removeAll(disabled);
        int choice = random.nextInt(10);
        if (choice < 2 && !absent.isEmpty()) {
            return load(any(absent));
        }
        if (choice < 5 && !disabled.isEmpty()) {
            return enable(any(disabled));
        }
        if (choice < 6 && !disabled.isEmpty()) {
            return unload(any(disabled));
        }
        if (!enabled.isEmpty()) {
            return disable(any(enabled));
        }
        return disabled.isEmpty() ? load(any(absent)) : enable(any(disabled));
    }

    private Integer any(List<Integer> versions) {
        return versions.get(random.nextInt(versions.size()));
    }

    private String load(Integer version) throws Exception {
        session.insmod(modules.get(version));
        enabled.add(version);
        return "load" + turnRound(version, true);
    }

    private String enable(Integer version) throws Exception {
        session.enable(modules.get(version).name());
        disabled.remove(version);
        enabled.add(version);
        return "enable" + turnRound(version, true);
    }

    private String disable(Integer version) throws Exception {
        int position = enabled.indexOf(version);
        session.disable(modules.get(version).name());
        enabled.remove(version);
        disabled.add(version);
        String turned = turnRound(version, false);
        return (position == enabled.size() ? "disable" : "disable below") + turned;
    }

    private String unload(Integer version) throws Exception {
        session.rmmod(modules.get(version).name());
        disabled.remove(version);
        return "unload";
    }

    /** Writes the opposite value once or several times while the transition runs. */
    private String turnRound(Integer version, boolean on) throws Exception {
        String name = modules.get(version).name();
        boolean wanted = on;
        int turns = 0;
        while (random.nextInt(2) == 0 && session.inTransition(name)) {
            wanted = !wanted;
            session.store("livepatch/" + name + "/enabled", wanted ? "1" : "0");
            turns++;
        }
        if (wanted != on) {
            (on ? enabled : disabled).remove(version);
            (on ? disabled : enabled).add(version);
        }
        return turns == 0 ? "" : turns == 1 ? ", reversed" : ", reversed again";
    }
}
