package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.objectweb.asm.tree.FieldNode;

/** Takes the findings of a plan down. */
final class PlanReport {
    private final List<Item> items = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Map<String, Set<String>> needed = new TreeMap<>();
    private final Set<String> facts = new TreeSet<>();

    void add(Fate fate, String className, String member, String change, String how) {
        items.add(new Item(fate, className.replace('/', '.'), member, change, how));
    }

    /** Something that these functions need cannot be had. */
    void refuseNeeded(String symbol, String change, String why, Set<String> functions) {
        needed.computeIfAbsent(symbol.replace('/', '.'), unknown -> new TreeSet<>())
                .addAll(functions);
        String more = functions.size() < 2 ? "" : " and " + (functions.size() - 1) + " more";
        String by = functions.isEmpty()
                ? ""
                : "; needed by '" + functions.iterator().next() + "'" + more;
        add(Fate.REFUSED, symbol, "", change, why + by);
    }

    /** The new code of a function cannot be had. */
    void refuse(Function function, String why) {
        needed.computeIfAbsent(function.symbol(), unknown -> new TreeSet<>()).add(function.symbol());
        add(
                Fate.REFUSED,
                function.host().name,
                PatchPlan.member(function.old()),
                function.cause().text(),
                why);
    }

    /** What cannot be had, and the functions that need it. */
    Map<String, Set<String>> needed() {
        return needed;
    }

    void addedClass(String name) {
        add(Fate.NOTED, name, "", "class added", "brought along where carried code uses it");
    }

    void addedField(ClassChange change, FieldNode field) {
        add(Fate.NOTED, change.after().name, field.name, "field added", "carried where carried code uses it");
    }

    void removedField(ClassChange change, FieldNode field) {
        boolean retyped = change.addedFields().stream().anyMatch(now -> now.name.equals(field.name));
        if (retyped) {
            warn("field '" + change.after().name.replace('/', '.') + "." + field.name
                    + "' has another type in the fix: objects made before the patch keep the old value beside it");
        }
        add(
                Fate.NOTED,
                change.after().name,
                field.name,
                retyped ? "type of the field changed" : "field removed",
                "it stays in running objects");
    }

    void warn(String line) {
        warnings.add(line);
    }

    void fact(String line) {
        facts.add(line);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    List<Item> items(Inputs inputs) {
        List<Item> all = new ArrayList<>(items);
        facts.forEach(fact -> {
            int end = fact.indexOf('\'', 1 + fact.indexOf('\''));
            all.add(new Item(
                    Fate.CARRIED,
                    fact.substring(fact.indexOf('\'') + 1, end),
                    "",
                    (fact.substring(0, fact.indexOf('\'')) + "added"),
                    fact.substring(end + 1).strip()));
        });
        for (String path : inputs.changedResources()) {
            all.add(new Item(Fate.NOTED, path, "", "resource differs", "a module carries no resources"));
        }
        return all;
    }
}
