package org.klp4j.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A random program in two versions. Each class answers what all its members say, for an object made when the class was
 * initialized and for a fresh one, so what was there before a patch is asked too.
 *
 * @param form what its class files look like
 * @param classes binary names
 * @param before source files of the vulnerable version, by path
 * @param after those of the fix
 * @param kinds what changes, for messages
 */
record Program(
        Form form, List<String> classes, Map<String, String> before, Map<String, String> after, List<String> kinds) {

    /** Release and age of the class files. */
    enum Form {
        MODERN(17, 0),
        EIGHT(8, 0),
        SIX(8, 50),
        FIVE(8, 49),
        FOUR(8, 48),
        ONE(8, 45);

        final int release;

        /** Class-file version to rewrite them to; 0 = as compiled. */
        final int version;

        Form(int release, int version) {
            this.release = release;
            this.version = version;
        }
    }

    private static final int CLASSES = 2;
    private static final int LEAST = 4;

    static Program random(Dice dice, String packageName, Form form) {
        List<String> classes = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        Map<String, String> before = new TreeMap<>();
        Map<String, String> after = new TreeMap<>();
        for (int i = 0; i < CLASSES; i++) {
            String name = "C" + i;
            List<Change> changes = new ArrayList<>();
            for (int n = LEAST + dice.below(LEAST); n > 0; n--) {
                changes.add(Changes.any(dice, name, form));
            }
            classes.add(packageName + "." + name);
            changes.forEach(change -> kinds.add(change.kind()));
            String path = packageName + "/" + name + ".java";
            before.put(path, text(packageName, name, changes, false));
            after.put(path, text(packageName, name, changes, true));
        }
        return new Program(form, classes, before, after, kinds);
    }

    private static String text(String packageName, String name, List<Change> changes, boolean fixed) {
        StringBuilder text = new StringBuilder("package " + packageName + ";\npublic class " + name + " {\n");
        text.append("static ").append(name).append(" old = new ").append(name).append("(5);\n");
        text.append("final int seed;\n").append(name).append("(int seed) { this.seed = seed; }\n");
        for (Change change : changes) {
            text.append(fixed ? change.after() : change.before());
        }
        text.append("public static String answer() {\nStringBuilder out = new StringBuilder();\n");
        text.append("ask(old, out);\nask(new ").append(name).append("(9), out);\nreturn out.toString();\n}\n");
        text.append("private static void ask(").append(name).append(" self, StringBuilder out) {\n");
        for (Change change : changes) {
            String asked = fixed ? change.answered() : change.asked();
            text.append("out.append(").append(asked).append(").append('|');\n");
        }
        return text.append("}\n}\n").toString();
    }
}
