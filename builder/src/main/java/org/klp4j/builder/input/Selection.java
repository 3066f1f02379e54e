package org.klp4j.builder.input;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What {@code --only} and {@code --exclude} select. Remembers which patterns matched nothing. */
public final class Selection {
    private final List<Rule> only;
    private final List<Rule> exclude;
    private final Map<String, Boolean> used = new LinkedHashMap<>();

    /** Takes the patterns as given. */
    public Selection(List<String> only, List<String> exclude) {
        this.only = only.stream().map(Rule::of).toList();
        this.exclude = exclude.stream().map(Rule::of).toList();
        only.forEach(pattern -> used.put(pattern, false));
        exclude.forEach(pattern -> used.put(pattern, false));
    }

    /** Whether a class, or at least some method of it, is to be carried. */
    public boolean takesClass(String binaryName) {
        boolean in = only.isEmpty() || mark(only, rule -> rule.touchesClass(binaryName));
        return in && !mark(exclude, rule -> rule.coversClass(binaryName));
    }

    /** Whether a member is to be carried. */
    public boolean takes(String binaryName, String member) {
        boolean in = only.isEmpty() || mark(only, rule -> rule.coversMember(binaryName, member));
        return in && !mark(exclude, rule -> rule.coversMember(binaryName, member));
    }

    /** Whether {@code --exclude} names a member. */
    public boolean leavesOut(String binaryName, String member) {
        return mark(exclude, rule -> rule.coversMember(binaryName, member));
    }

    /** Whether {@code --exclude} names a member itself, not only its class. */
    public boolean leavesOutItself(String binaryName, String member) {
        return mark(exclude, rule -> rule.namesMember(binaryName, member));
    }

    /** Whether {@code --exclude} names a class or member as a refusal does, with or without parameters. */
    public boolean leavesOut(String symbol) {
        String name = symbol.replaceFirst("\\(.*", "");
        int dot = Math.max(0, name.lastIndexOf('.'));
        return mark(
                exclude,
                rule -> rule.coversMember(name.substring(0, dot), name.substring(dot + 1)) || rule.coversClass(name));
    }

    private boolean mark(List<Rule> rules, Predicate<Rule> test) {
        boolean any = false;
        for (Rule rule : rules) {
            if (test.test(rule)) {
                used.put(rule.text(), true);
                any = true;
            }
        }
        return any;
    }

    @Override
    public String toString() {
        return "only " + only + " exclude " + exclude;
    }

    /** The patterns that matched nothing so far. */
    public List<String> unused() {
        return used.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A pattern: over class names (nested classes included), and over {@code Class.method}. */
    private record Rule(String text, Pattern asClass, Pattern asMember, Pattern classOfMember) {
        static Rule of(String text) {
            String regex = regex(text);
            int dot = text.lastIndexOf('.');
            String owner = dot < 0 ? "(?!)" : regex(text.substring(0, dot));
            return new Rule(
                    text,
                    Pattern.compile(regex + "(\\$.*)?", Pattern.DOTALL),
                    Pattern.compile(regex, Pattern.DOTALL),
                    Pattern.compile(owner, Pattern.DOTALL));
        }

        private static String regex(String text) {
            StringBuilder out = new StringBuilder();
            for (String part : text.split("\\*", -1)) {
                out.append(out.isEmpty() ? "" : ".*").append(Pattern.quote(part));
            }
            return out.toString();
        }

        boolean coversClass(String binaryName) {
            return asClass.matcher(binaryName).matches();
        }

        boolean touchesClass(String binaryName) {
            return coversClass(binaryName) || classOfMember.matcher(binaryName).matches();
        }

        boolean coversMember(String binaryName, String member) {
            return coversClass(binaryName) || namesMember(binaryName, member);
        }

        boolean namesMember(String binaryName, String member) {
            return asMember.matcher(binaryName + "." + member).matches();
        }
    }
}
