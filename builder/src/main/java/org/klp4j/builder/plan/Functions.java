package org.klp4j.builder.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.report.Fate;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The functions of a plan, sorted; what was said first of one stands. */
final class Functions {
    private final Map<String, Function> functions = new TreeMap<>();
    private final Selection selection;
    private final Map<String, String> without;
    private final PlanReport report;
    private final Set<String> left = new HashSet<>();

    /**
     * None yet.
     *
     * @param without by symbol, what a function needs that was left out, so that it is left out too
     */
    Functions(Selection selection, Map<String, String> without, PlanReport report) {
        this.selection = selection;
        this.without = without;
        this.report = report;
    }

    /** Static initializers have run and are none. */
    void add(ClassNode host, MethodNode old, MethodNode code, boolean fromFix, Cause cause) {
        if (old.name.equals("<clinit>")) {
            return;
        }
        String missing = without.get(Function.symbol(host.name, old));
        if (missing == null) {
            functions.putIfAbsent(Function.key(host, old), new Function(host, old, code, fromFix, cause));
        } else if (left.add(Function.key(host, old))) {
            report.add(
                    Fate.EXCLUDED,
                    host.name,
                    PatchPlan.member(old),
                    cause.text(),
                    missing.equals(Function.symbol(host.name, old))
                            ? ""
                            : "needs '" + missing + "', which is left out");
        }
    }

    /** One that something else draws in; what is named itself to be left out is left alone, a thread's loop say. */
    void draw(ClassNode host, MethodNode old, MethodNode code, boolean fromFix, String why) {
        String owner = host.name.replace('/', '.');
        if (!without.containsKey(Function.symbol(host.name, old))
                && selection.leavesOutItself(owner, PatchPlan.home(old.name))) {
            report.add(Fate.EXCLUDED, host.name, PatchPlan.member(old), why, "");
            report.warn("'" + owner + "." + PatchPlan.member(old) + "' stays as it is, as --exclude says: " + why);
            return;
        }
        add(host, old, code, fromFix, new Cause.Drawn(why));
    }

    boolean has(ClassNode host, MethodNode old) {
        return functions.containsKey(Function.key(host, old));
    }

    List<Function> all() {
        return List.copyOf(functions.values());
    }
}
