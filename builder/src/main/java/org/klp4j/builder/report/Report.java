package org.klp4j.builder.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a build found and did.
 *
 * @param module the module's name
 * @param items every difference, in the order of class names
 * @param warnings what the operator must know before loading the module, one line each
 * @param inputs the files it started from
 * @param listings old and new code of every function, where that was asked for
 */
public record Report(
        String module, List<Item> items, List<String> warnings, List<Input> inputs, List<Listing> listings) {
    /** Copies the lists. */
    public Report {
        items = List.copyOf(items);
        warnings = List.copyOf(warnings);
        inputs = List.copyOf(inputs);
        listings = List.copyOf(listings);
    }

    /** The items with one fate. */
    public List<Item> with(Fate fate) {
        return items.stream().filter(item -> item.fate() == fate).toList();
    }

    /** Whether the build refused. */
    public boolean refused() {
        return !with(Fate.REFUSED).isEmpty();
    }

    /** Whether there was nothing to carry. */
    public boolean empty() {
        return with(Fate.CARRIED).isEmpty() && !refused();
    }

    /** The one line that says why there is no module; null when there is one. */
    public @Nullable String refusal() {
        List<Item> refused = with(Fate.REFUSED);
        if (!refused.isEmpty()) {
            String more = refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more)";
            return "cannot carry " + refused.get(0).line() + more;
        }
        return empty() ? "the jars do not differ in code that is to be carried" : null;
    }
}
