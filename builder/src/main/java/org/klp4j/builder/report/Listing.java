package org.klp4j.builder.report;

import java.util.List;

/**
 * The code of one function before and after, for a reviewer.
 *
 * @param symbol class and member
 * @param change what differs
 * @param source whether this is source; otherwise it is bytecode, without what debuggers use
 * @param before its lines as it runs; empty for one the fix adds
 * @param after its lines in the fix; empty for one the fix takes away
 */
public record Listing(String symbol, String change, boolean source, List<String> before, List<String> after) {
    /** Copies the lists. */
    public Listing {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
