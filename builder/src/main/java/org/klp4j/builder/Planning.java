package org.klp4j.builder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.Rules;
import org.klp4j.builder.plan.Inputs;
import org.klp4j.builder.plan.PatchPlan;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;

/**
 * Plans again until what is left out takes along all that needs it: that shows only when all code is made. What cannot
 * be carried counts as left out when the request says so.
 */
final class Planning {
    private final BuildRequest request;
    private final Inputs inputs;
    private final Rules rules;
    private final Map<String, String> without = new TreeMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();

    Planning(BuildRequest request, Inputs inputs, Rules rules) {
        this.request = request;
        this.inputs = inputs;
        this.rules = rules;
    }

    /** A plan of what is selected. */
    PatchPlan plan(Selection selected) {
        Selection selection = selected;
        while (true) {
            PatchPlan next = new PatchPlan(inputs, selection, rules, request.withCallers(), without);
            boolean more = request.leaveOutRefused() && leaveOut(next);
            if (more) {
                List<String> exclude = new ArrayList<>(request.exclude());
                exclude.addAll(refused.keySet());
                selection = new Selection(request.only(), exclude);
            }
            Map<String, String> bereft = next.bereft(selection);
            more |= !without.keySet().containsAll(bereft.keySet());
            if (!more) {
                refused.values().forEach(line -> next.warn("left out, for it cannot be carried: " + line));
                return next;
            }
            bereft.forEach(without::putIfAbsent);
        }
    }

    private boolean leaveOut(PatchPlan refusing) {
        boolean more = false;
        for (Item item : refusing.items()) {
            if (item.fate() == Fate.REFUSED) {
                more |= refused.putIfAbsent(PatchPlan.symbol(item), item.line()) == null;
            }
        }
        return more;
    }
}
