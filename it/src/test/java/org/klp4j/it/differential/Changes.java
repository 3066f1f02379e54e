package org.klp4j.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The kinds of change a fix may contain, each with random content: methods and fields. */
final class Changes {
    private final Dice dice;
    private final String owner;

    private Changes(Dice dice, String owner) {
        this.dice = dice;
        this.owner = owner;
    }

    /** A random change of a class of that name, of a kind that class files of this form can hold. */
    static Change any(Dice dice, String owner, Program.Form form) {
        Changes members = new Changes(dice, owner);
        TypeChanges types = new TypeChanges(dice, owner);
        List<Supplier<Change>> kinds = new ArrayList<>(members.oldest());
        kinds.addAll(types.oldest());
        if (form.version > 0) {
            kinds.add(members::subroutine);
            kinds.add(members::subroutine);
        }
        if (form.version == 0 || form.version >= 49) {
            kinds.addAll(List.of(types::addedEnum, types::addedEnumConstant)); // they need class constants
        }
        if (form.version == 0) {
            kinds.addAll(List.of(members::lambda, members::reference, types::capturing));
        }
        if (form.release >= 17) {
            kinds.addAll(List.of(types::defaults, types::record, members::patternAndText));
        }
        return dice.of(kinds).get();
    }

    private List<Supplier<Change>> oldest() {
        return List.of(
                this::body,
                this::loop,
                this::exceptions,
                this::synchronizedBody,
                this::addedStatic,
                this::addedPrivate,
                this::addedOverload,
                this::addedGeneric,
                this::addedConstant,
                this::addedCounter,
                this::addedTable,
                this::changedConstant,
                this::changedList,
                this::changedSet,
                this::addedFieldOfConstant,
                this::addedFieldFresh,
                this::addedFieldOfField,
                this::switched,
                this::retyped);
    }

    /** Compiled to a subroutine, where the class files are old. */
    private Change subroutine() {
        String name = dice.name(Aging.SUBROUTINE);
        return Change.of(
                "subroutine",
                "static int " + name + "(int a) { return a + " + (10 + dice.below(40)) + "; }\n",
                "static int " + name + "(int a) { return a + " + (50 + dice.below(40)) + "; }\n",
                name + "(" + dice.number() + ")");
    }

    private Change body() {
        String name = dice.name("body");
        String access = dice.of(List.of("", "private ", "static ", "private static ", "final ", "public "));
        return Change.of(
                "body",
                access + "int " + name + "(int a, int b) { return " + dice.expression(3, "a", "b") + "; }\n",
                access + "int " + name + "(int a, int b) { return " + dice.expression(3, "a", "b") + "; }\n",
                called(access, name) + "(" + dice.number() + ", " + dice.number() + ")");
    }

    private static String called(String access, String name) {
        return access.contains("static") ? name : "self." + name;
    }

    private Change loop() {
        String name = dice.name("loop");
        String head = "long " + name + "(int n) { long sum = 0; for (int i = 0; i < n; i++) { if (i % ";
        String tail = " == 0) continue; sum += ";
        return Change.of(
                "loop",
                head + (2 + dice.below(5)) + tail + dice.expression(2, "i", "n") + "; } return sum; }\n",
                head + (2 + dice.below(5)) + tail + dice.expression(2, "i", "n") + "; } return sum; }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    private Change exceptions() {
        String name = dice.name("tries");
        String was = "String " + name + "(int a) { try { return \"\" + 100 / (a - a); }"
                + " catch (ArithmeticException e) { return " + dice.text() + "; } }\n";
        String now = "String " + name + "(int a) { StringBuilder s = new StringBuilder(); try { s.append(" + dice.text()
                + "); if (a > 0) throw new IllegalStateException(" + dice.text() + "); s.append(1); }"
                + " catch (IllegalStateException e) { s.append(e.getMessage()); } finally { s.append("
                + dice.expression(2, "a") + "); } return s.toString(); }\n";
        return dice.chance()
                ? Change.of("exceptions", was, now, "self." + name + "(" + dice.number() + ")")
                : Change.of("exceptions", now, was, "self." + name + "(" + dice.number() + ")");
    }

    private Change synchronizedBody() {
        String name = dice.name("locked");
        String now = dice.of(List.of("", "synchronized "));
        return Change.of(
                "synchronized",
                "synchronized int " + name + "(int a) { return " + dice.expression(2, "a") + "; }\n",
                now + "int " + name + "(int a) { synchronized (this) { return " + dice.expression(2, "a") + "; } }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    private Change addedStatic() {
        String name = dice.name("user");
        String added = dice.name("added");
        return Change.of(
                "added static method",
                "int " + name + "(int a) { return a; }\n",
                "int " + name + "(int a) { return " + added + "(a) + 1; }\nprivate static int " + added
                        + "(int a) { return a > 100 ? a : " + added + "(a + " + dice.number() + "); }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    private Change addedPrivate() {
        String name = dice.name("user");
        String added = dice.name("added");
        String field = dice.name("state");
        String state = "private int " + field + " = " + dice.number() + ";\n";
        return Change.of(
                "added private method",
                state + "int " + name + "(int a) { return " + field + "; }\n",
                state + "int " + name + "(int a) { return " + added + "(a, 2L) + this." + added + "(" + field
                        + ", 3L); }\nprivate int " + added + "(int a, long b) { int was = " + field + "; " + field
                        + " += a; try { return " + dice.expression(3, "a", "(int) b", field) + "; } finally { "
                        + field + " = was; } }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    private Change addedOverload() {
        String name = dice.name("over");
        return new Change(
                "added overload",
                "String " + name + "(int a) { return \"i\" + a; }\n",
                "String " + name + "(int a) { return " + name + "((long) a) + " + name + "(\"s\"); }\nString " + name
                        + "(long a) { return \"l\" + a; }\nprotected String " + name + "(String a) { return a + "
                        + dice.text() + "; }\n",
                "self." + name + "(1)",
                "self." + name + "(1) + self." + name + "(2L)");
    }

    private Change addedGeneric() {
        String name = dice.name("user");
        String added = dice.name("max");
        return Change.of(
                "added generic method",
                "String " + name + "() { return \"\"; }\n",
                "String " + name + "() { return " + added + "(java.util.Arrays.asList(3, " + dice.number() + ")) + "
                        + added + "(java.util.Arrays.asList(" + dice.text() + ", " + dice.text() + ")); }\n"
                        + "static <T extends Comparable<T>> T " + added + "(java.util.List<T> all) { T best = null;"
                        + " for (T t : all) { if (best == null || t.compareTo(best) > 0) best = t; } return best; }\n",
                "self." + name + "()");
    }

    private Change addedConstant() {
        String name = dice.name("user");
        String constant = dice.name("LIMIT");
        return Change.of(
                "added constant",
                "int " + name + "() { return 0; }\n",
                "private static final int " + constant + " = " + dice.number() + ";\nint " + name + "() { return "
                        + dice.expression(2, constant) + "; }\n",
                "self." + name + "()");
    }

    private Change addedCounter() {
        String name = dice.name("user");
        String field = dice.name("count");
        return Change.of(
                "added static field",
                "int " + name + "() { return 0; }\n",
                "static int " + field + " = compute" + field + "(" + dice.number() + ");\nprivate static int compute"
                        + field + "(int a) { return " + dice.expression(3, "a") + "; }\nint " + name
                        + "() { try { return " + field + "++; } finally { " + field + "--; } }\n",
                "self." + name + "()");
    }

    private Change addedTable() {
        String name = dice.name("user");
        String field = dice.name("TABLE");
        return Change.of(
                "added table",
                "String " + name + "() { return \"\"; }\n",
                "private static final java.util.Map<String, Integer> " + field + ";\nstatic { java.util.Map<String,"
                        + " Integer> m = new java.util.TreeMap<String, Integer>(); m.put(" + dice.text() + ", "
                        + dice.number() + "); for (int i = 0; i < 3; i++) { m.put(\"k\" + i, i * " + dice.number()
                        + "); } " + field + " = java.util.Collections.unmodifiableMap(m); }\nString " + name
                        + "() { return " + field + ".toString(); }\n",
                "self." + name + "()");
    }

    private Change changedConstant() {
        String name = dice.name("CONST");
        String user = dice.name("reads");
        String reader = "String " + user + "() { return \"\" + " + name + "; }\n";
        String type = dice.chance() ? "int" : "String";
        return Change.of(
                "changed constant",
                "static final " + type + " " + name + " = " + value(type) + ";\n" + reader,
                "static final " + type + " " + name + " = " + value(type) + ";\n" + reader,
                "self." + user + "() + " + owner + "." + name);
    }

    private String value(String type) {
        return type.equals("int") ? Integer.toString(dice.number()) : dice.text();
    }

    private Change changedList() {
        String name = dice.name("LIST");
        String user = dice.name("reads");
        String head = "private static final java.util.List<String> " + name + " = java.util.Arrays.asList(";
        String reader = "String " + user + "() { return " + name + ".toString(); }\n";
        return Change.of(
                "changed list",
                head + dice.text() + ");\n" + reader,
                head + dice.text() + ", " + dice.text() + ");\n" + reader,
                "self." + user + "()");
    }

    private Change changedSet() {
        String name = dice.name("SET");
        String user = dice.name("reads");
        String head = "static final java.util.Set<String> " + name + ";\nstatic { java.util.Set<String> s ="
                + " new java.util.TreeSet<String>(); ";
        String tail = name + " = java.util.Collections.unmodifiableSet(s); }\nString " + user + "() { return " + name
                + ".toString(); }\n";
        return Change.of(
                "changed set",
                head + "s.add(" + dice.text() + "); " + tail,
                head + "s.add(" + dice.text() + "); s.add(" + dice.text() + "); " + tail,
                "self." + user + "() + " + owner + "." + name + ".size()");
    }

    private Change addedFieldOfConstant() {
        String name = dice.name("user");
        String field = dice.name("limit");
        String type = dice.of(List.of("int", "long", "short", "byte", "char", "double", "float"));
        return Change.of(
                "added field, constant",
                "String " + name + "() { return \"\"; }\n",
                "private " + type + " " + field + " = " + (40 + dice.below(40)) + ";\nString " + name + "() { " + type
                        + " was = " + field + "; " + field + "++; String now = \"\" + " + field + "; " + field
                        + " = was; return now; }\n",
                "self." + name + "()");
    }

    private Change addedFieldFresh() {
        String name = dice.name("user");
        String field = dice.name("seen");
        return Change.of(
                "added field, fresh",
                "String " + name + "() { return \"\"; }\n",
                "private final java.util.List<String> " + field + " = new java.util.ArrayList<String>();\nString "
                        + name + "() { " + field + ".add(" + dice.text() + "); try { return " + field
                        + ".toString(); } finally { " + field + ".clear(); } }\n",
                "self." + name + "()");
    }

    private Change addedFieldOfField() {
        String name = dice.name("user");
        String field = dice.name("twice");
        return Change.of(
                "added field, computed",
                "int " + name + "() { return seed; }\n",
                "private final int " + field + " = " + dice.expression(2, "7") + ";\nint " + name
                        + "() { return seed * " + field + "; }\n",
                "self." + name + "()");
    }

    private Change switched() {
        String name = dice.name("chosen");
        String head = "int " + name + "(String a) { switch (a) { case \"x\": return " + dice.number() + "; ";
        return Change.of(
                "switch on strings",
                head + "default: return 0; } }\n",
                head + "case \"y\": return " + dice.number() + "; case \"Aa\": return 5; case \"BB\": return "
                        + dice.number() + "; default: return -1; } }\n",
                "self." + name + "(\"" + dice.of(List.of("x", "y", "BB", "q")) + "\")");
    }

    private Change retyped() {
        String name = dice.name("caller");
        String typed = dice.name("typed");
        return Change.of(
                "re-typed method",
                "String " + name + "() { return \"\" + " + typed + "(4); }\nprivate int " + typed
                        + "(int a) { return a; }\n",
                "String " + name + "() { return \"\" + " + typed + "(4); }\nprivate long " + typed
                        + "(long a) { return a * " + dice.number() + "L; }\n",
                "self." + name + "()");
    }

    private Change lambda() {
        String name = dice.name("user");
        return Change.of(
                "lambda",
                "int " + name + "(int a) { java.util.function.IntUnaryOperator f = x -> " + dice.expression(2, "x", "a")
                        + "; return f.applyAsInt(2); }\n",
                "int " + name + "(int a) { java.util.function.IntUnaryOperator f = x -> "
                        + dice.expression(2, "x", "a", "seed") + "; return f.andThen(x -> x + "
                        + dice.number() + ").applyAsInt(2); }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    private Change reference() {
        String name = dice.name("user");
        String added = dice.name("by");
        return Change.of(
                "method reference",
                "String " + name + "() { return \"\"; }\n",
                "String " + name + "() { return java.util.stream.Stream.of(\"b\", \"a\").map(this::" + added
                        + ").sorted(String::compareTo).collect(java.util.stream.Collectors.joining()); }\nprivate String "
                        + added + "(String s) { return s + " + dice.text() + " + seed; }\n",
                "self." + name + "()");
    }

    private Change patternAndText() {
        String name = dice.name("user");
        return Change.of(
                "patterns and string concatenation",
                "String " + name + "(Object o) { return \"\" + o; }\n",
                "String " + name + "(Object o) { if (o instanceof String s && s.length() > 1) { return s + seed + "
                        + dice.text() + " + 1L + 'c'; } return switch (o.hashCode() % 2) { case 0 -> \"even\" + o;"
                        + " default -> { String t = \"odd\"; yield t + o; } }; }\n",
                "self." + name + "(" + dice.of(List.of("\"ab\"", "7", "8")) + ")");
    }
}
