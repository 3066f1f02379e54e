package org.klp4j.it.differential;

import java.util.List;
import java.util.function.Supplier;

/** The kinds of change a fix may contain, each with random content: classes. */
final class TypeChanges {
    private final Dice dice;
    private final String owner;

    TypeChanges(Dice dice, String owner) {
        this.dice = dice;
        this.owner = owner;
    }

    /** Those every class file can hold since the first. */
    List<Supplier<Change>> oldest() {
        return List.of(
                this::addedNested,
                this::addedInner,
                this::addedAnonymous,
                this::addedLocal,
                this::addedOverride,
                this::removedOverride,
                this::constructed,
                this::interfaces,
                this::streamed);
    }

    Change addedNested() {
        String name = dice.name("user");
        String type = dice.name("Nested");
        return Change.of(
                "added nested class",
                "String " + name + "() { return \"\"; }\n",
                "String " + name + "() { return new " + type + "(" + dice.number() + ").toString() + " + type
                        + ".made; }\nprivate static class " + type + " { static final String made = " + dice.text()
                        + "; private final int v; private " + type
                        + "(int v) { this.v = v; } @Override public String toString() { return \"n\" + "
                        + dice.expression(2, "v") + "; } }\n",
                "self." + name + "()");
    }

    Change addedInner() {
        String name = dice.name("user");
        String type = dice.name("Inner");
        return Change.of(
                "added inner class",
                "String " + name + "() { return \"\"; }\n",
                "String " + name + "() { return \"\" + new " + type + "().sum(" + dice.number() + "); }\nclass " + type
                        + " { private int own = " + dice.number() + "; int sum(int a) { return "
                        + dice.expression(2, "a", "own", "seed", owner + ".this.seed") + "; } }\n",
                "self." + name + "()");
    }

    Change addedAnonymous() {
        String name = dice.name("user");
        return Change.of(
                "added anonymous class",
                "String " + name + "(final int a) { return \"\" + a; }\n",
                "String " + name + "(final int a) { return String.valueOf(new Object() { int b = " + dice.number()
                        + "; @Override public String toString() { return \"anon\" + "
                        + dice.expression(2, "a", "b", "seed") + "; } }); }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    Change addedLocal() {
        String name = dice.name("user");
        String type = dice.name("Local");
        return Change.of(
                "added local class",
                "int " + name + "(final int a) { return a; }\n",
                "int " + name + "(final int a) { class " + type + " implements Comparable<" + type
                        + "> { int key = " + dice.expression(2, "a") + "; public int compareTo(" + type
                        + " o) { return key - o.key; } } return new " + type + "().compareTo(new " + type
                        + "()) + new " + type + "().key; }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    Change addedEnum() {
        String name = dice.name("user");
        String type = dice.name("Mode");
        return Change.of(
                "added enum",
                "String " + name + "() { return \"\"; }\n",
                "enum " + type + " { A, B { @Override String tell() { return " + dice.text()
                        + "; } }; String tell() { return name() + ordinal(); } }\nString " + name + "() { " + type
                        + " m = " + type
                        + ".valueOf(\"B\"); switch (m) { case A: return \"a\"; default: return m.tell()"
                        + " + java.util.Arrays.toString(" + type + ".values()); } }\n",
                "self." + name + "()");
    }

    Change addedEnumConstant() {
        String name = dice.name("user");
        String type = dice.name("Code");
        return Change.of(
                "added enum constant",
                "enum " + type + " { ONE, TWO }\nString " + name + "(int a) { return " + type + ".ONE.name(); }\n",
                "enum " + type + " { ONE, TWO, THREE }\nString " + name + "(int a) { " + type + " c = a > 50 ? " + type
                        + ".THREE : " + type + ".TWO; return c + \"\" + c.ordinal() + (c == " + type + ".TWO); }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    Change addedOverride() {
        String base = dice.name("Base");
        String name = dice.name("told");
        String bases = "static class " + base + " { String tell(int a) { return \"base\" + a; } }\n";
        String calls = "String " + name + "() { " + base + " b = new Sub" + base + "(); return b.tell(1); }\n";
        return Change.of(
                "added override",
                bases + calls + "static class Sub" + base + " extends " + base + " { }\n",
                bases + calls + "static class Sub" + base + " extends " + base
                        + " { @Override String tell(int a) { return " + dice.text() + " + super.tell(a + 1); } }\n",
                "self." + name + "()");
    }

    Change removedOverride() {
        String base = dice.name("Base");
        String name = dice.name("told");
        String bases = "static class " + base + " { String tell(int a) { return \"base\" + a; } }\n";
        String calls = "String " + name + "() { " + base + " b = new Sub" + base + "(); return b.tell(1); }\n";
        return Change.of(
                "removed override",
                bases + calls + "static class Sub" + base + " extends " + base
                        + " { @Override String tell(int a) { return " + dice.text() + "; } }\n",
                bases + calls + "static class Sub" + base + " extends " + base + " { }\n",
                "self." + name + "()");
    }

    Change constructed() {
        String type = dice.name("Made");
        String name = dice.name("make");
        String calls = "String " + name + "() { return new " + type + "(3).v + \"\"; }\n";
        return Change.of(
                "constructor",
                calls + "static class " + type + " { int v; " + type + "(int v) { this.v = v; } }\n",
                "String " + name + "() { return new " + type + "(3).v + \"\" + new " + type
                        + "(1, 2).v; }\nstatic class "
                        + type + " { int v; " + type + "(int v) { this.v = " + dice.expression(2, "v") + "; } " + type
                        + "(int a, int b) { this(a + b); v++; } }\n",
                "self." + name + "()");
    }

    Change interfaces() {
        String type = dice.name("Api");
        String name = dice.name("via");
        String calls = "int " + name + "() { return call" + type + "(new " + type
                + "() { public int get(int a) { return " + dice.expression(2, "a") + "; } }); }\n";
        String declared = "interface " + type + " { int get(int a); }\n";
        return Change.of(
                "use of an interface",
                declared + calls + "static int call" + type + "(" + type + " t) { return t.get(1); }\n",
                declared + calls + "static int call" + type + "(" + type + " t) { return t.get(2) + t.get("
                        + dice.number() + "); }\n",
                "self." + name + "()");
    }

    Change capturing() {
        String name = dice.name("user");
        String type = dice.name("Box");
        return Change.of(
                "lambda that makes an added class",
                "String " + name + "(int a) { return \"\"; }\n",
                "String " + name + "(int a) { java.util.function.Function<Integer, " + type + "> f = " + type
                        + "::new; java.util.function.Supplier<String> s = () -> f.apply(a).show() + seed;"
                        + " return s.get(); }\nprivate static class " + type + " { private final int v; " + type
                        + "(Integer v) { this.v = v; } private String show() { return \"box\" + "
                        + dice.expression(1, "v") + "; } }\n",
                "self." + name + "(" + dice.number() + ")");
    }

    Change defaults() {
        String type = dice.name("Face");
        String name = dice.name("via");
        String use = "String " + name + "() { return new " + type + "() { }.tell(); }\n";
        return Change.of(
                "default method",
                use + "interface " + type + " { default String tell() { return \"old\"; } }\n",
                use + "interface " + type
                        + " { default String tell() { return helped() + of(); } private String helped()" + " { return "
                        + dice.text() + "; } static String of() { return " + dice.text() + "; } }\n",
                "self." + name + "()");
    }

    Change record() {
        String name = dice.name("user");
        String type = dice.name("Pair");
        return Change.of(
                "added record",
                "String " + name + "() { return \"\"; }\n",
                "private record " + type + "(int a, String b) { " + type + " { a = " + dice.expression(2, "a")
                        + "; } int more() { return a + 1; } }\nString " + name + "() { " + type + " p = new " + type
                        + "(" + dice.number() + ", " + dice.text() + "); return p + \"\" + p.equals(new " + type
                        + "(1, \"\")) + p.more(); }\n",
                "self." + name + "()");
    }

    Change streamed() {
        String type = dice.name("Sent");
        String name = dice.name("copy");
        String copies =
                "String " + name + "() { try { java.io.ByteArrayOutputStream b = new java.io.ByteArrayOutputStream();"
                        + " new java.io.ObjectOutputStream(b).writeObject(new " + type + "(" + dice.number()
                        + ")); return new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(b.toByteArray()))"
                        + ".readObject().toString(); } catch (Exception e) { return e.toString(); } }\n";
        String head = "static class " + type + " implements java.io.Serializable { int v; " + type
                + "(int v) { this.v = v; } ";
        String tail = "@Override public String toString() { return \"sent\" + v; } }\n";
        String added = dice.of(List.of(
                "private void readObject(java.io.ObjectInputStream in) throws Exception { in.defaultReadObject(); v = "
                        + dice.expression(2, "v") + "; } ",
                "private Object readResolve() { return new " + type + "(" + dice.expression(2, "v") + "); } ",
                "protected Object writeReplace() { return " + dice.text() + " + v; } "));
        return dice.chance()
                ? Change.of("added serialization method", copies + head + tail, copies + head + added + tail, ask(name))
                : Change.of(
                        "removed serialization method", copies + head + added + tail, copies + head + tail, ask(name));
    }

    private static String ask(String name) {
        return "self." + name + "()";
    }
}
