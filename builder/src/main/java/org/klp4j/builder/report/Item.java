package org.klp4j.builder.report;

/**
 * One difference.
 *
 * @param fate what became of it
 * @param className binary name of the class, or a path for a resource
 * @param member name and descriptor of the member, empty for the class itself
 * @param change what differs, e.g. {@code body changed}
 * @param how how it is carried, or why not and what to do
 */
public record Item(Fate fate, String className, String member, String change, String how) {
    /** Class and member in one, as messages name them. */
    public String symbol() {
        return member.isEmpty() ? className : className + "." + member;
    }

    /** One line for a person. */
    public String line() {
        return "'" + symbol() + "': " + change + (how.isEmpty() ? "" : ": " + how);
    }
}
