package org.klp4j.agent.weave;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;
import org.klp4j.weave.Refusal;

/**
 * Gives copies their shapes whose new code has now what it needs. Used under the weaver's lock, while its transformer
 * is registered.
 */
final class LateWeave {
    private final LoadedClasses loaded;
    private final Decisions decisions;
    private final Retransformation retransformation;
    private final KernelLog log;

    LateWeave(LoadedClasses loaded, Decisions decisions, Retransformation retransformation, KernelLog log) {
        this.loaded = loaded;
        this.decisions = decisions;
        this.retransformation = retransformation;
        this.log = log;
    }

    /** All in one call of the JVM's; where it refuses that, each by itself. */
    void carryOut(List<Late> late, Wanted wanted) {
        Map<Class<?>, Late> waiting = waiting(late);
        if (!carryOut(waiting, wanted)) {
            waiting.forEach((copy, each) -> carryOut(Map.of(copy, each), wanted));
        }
    }

    private Map<Class<?>, Late> waiting(List<Late> late) {
        Set<String> names = new HashSet<>();
        late.forEach(each -> names.add(each.className));
        Set<Late> asked = new HashSet<>(late);
        Map<Class<?>, Late> waiting = new LinkedHashMap<>();
        for (Class<?> copy : loaded.named(names)) {
            Late each = late(copy);
            if (each != null && asked.contains(each)) {
                waiting.put(copy, each);
            }
        }
        return waiting;
    }

    private @Nullable Late late(Class<?> copy) {
        CopyRecord record = decisions.find(copy.getClassLoader(), copy.getName());
        if (record == null) {
            return null;
        }
        synchronized (record) {
            return record.late;
        }
    }

    private boolean carryOut(Map<Class<?>, Late> waiting, Wanted wanted) {
        waiting.forEach((copy, late) -> park(copy, late, null));
        try {
            Step step = retransformation.step(Step.Kind.WEAVE, ClassShaper.Mode.LENIENT, wanted);
            retransformation.carryOut(step, waiting.keySet());
            waiting.values().forEach(late -> late.end(true));
            return true;
        } catch (Refusal refusal) {
            waiting.forEach((copy, late) -> park(copy, null, late));
            if (waiting.size() == 1) {
                log.klp4j("class " + ClassCopy.of(waiting.keySet().iterator().next()) + " runs UNPATCHED: "
                        + refusal.getMessage());
            }
            return false;
        }
    }

    private void park(Class<?> copy, @Nullable Late from, @Nullable Late to) {
        CopyRecord record = decisions.find(copy.getClassLoader(), copy.getName());
        if (record != null) {
            synchronized (record) {
                record.late = Objects.equals(record.late, from) ? to : record.late;
            }
        }
    }
}
