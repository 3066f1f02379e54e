package org.klp4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;

/**
 * What {@code klp status} tells.
 *
 * @param agentVersion null when the JVM has no agent
 */
record Status(
        Target jvm,
        @Nullable String agentVersion,
        List<Tree.Patch> patches,
        @Nullable Transition transition,
        List<String> alarms) {
    private static final int MOST_PENDING = 10;

    static Status read(Target jvm, @Nullable Connection connection) throws KlpException {
        if (connection == null) {
            return new Status(jvm, null, List.of(), null, List.of());
        }
        Tree tree = new Tree(connection);
        List<Tree.Patch> patches = new ArrayList<>();
        for (String name : tree.patches()) {
            Tree.Patch patch = tree.patch(name);
            if (patch != null) {
                patches.add(patch);
            }
        }
        return new Status(jvm, connection.agentVersion(), patches, Transition.read(tree), tree.alarms());
    }

    String text() {
        String agent = agentVersion == null ? "no klp4j agent" : "klp4j " + agentVersion;
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%d %s (Java %s), %s%n", jvm.pid(), jvm.mainClass(), jvm.javaVersion(), agent));
        if (patches.isEmpty()) {
            return text.append("no patches\n").toString();
        }
        text.append(table().text());
        if (transition != null) {
            append(text, transition);
        }
        alarms.forEach(alarm -> text.append("ALARM: ").append(alarm).append('\n'));
        return text.toString();
    }

    private Table table() {
        Table table = new Table("PATCH", "ENABLED", "TRANSITION", "ORDER", "REPLACE", "OBJECT", "PATCHED", "FUNCTIONS");
        for (Tree.Patch patch : patches) {
            for (Tree.PatchedObject object : patch.objects()) {
                table.row(
                        patch.name(),
                        patch.enabled(),
                        patch.transition(),
                        patch.stackOrder(),
                        patch.replace(),
                        object.name(),
                        object.patched(),
                        object.functions().size());
            }
        }
        return table;
    }

    private static void append(StringBuilder text, Transition transition) {
        text.append(String.format(
                Locale.ROOT,
                "%s: %s, %d of %d threads switched%n",
                transition.patch(),
                transition.word(),
                transition.switched(),
                transition.threads()));
        Table table = new Table("TID", "THREAD", "HELD BY");
        transition.pending().stream()
                .limit(MOST_PENDING)
                .forEach(thread -> table.row(thread.tid(), thread.comm(), thread.frame()));
        text.append(table.isEmpty() ? "" : table.text());
        int more = transition.pending().size() - MOST_PENDING;
        text.append(more > 0 ? "and " + more + " more, see 'klp tasks --pending'\n" : "");
    }

    Map<String, @Nullable Object> map() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("pid", jvm.pid());
        map.put("main_class", jvm.mainClass());
        map.put("java", jvm.javaVersion());
        map.put("klp4j", agentVersion);
        map.put("patches", patches.stream().map(Status::map).toList());
        map.put("transition", transition == null ? null : map(transition));
        map.put("alarms", alarms);
        return map;
    }

    private static Map<String, @Nullable Object> map(Tree.Patch patch) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", patch.name());
        map.put("enabled", patch.enabled());
        map.put("transition", patch.transition());
        map.put("replace", patch.replace());
        map.put("stack_order", patch.stackOrder());
        map.put("objects", patch.objects().stream().map(Status::map).toList());
        return map;
    }

    private static Map<String, @Nullable Object> map(Tree.PatchedObject object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", object.name());
        map.put("patched", object.patched());
        map.put("functions", object.functions());
        return map;
    }

    private static Map<String, @Nullable Object> map(Transition transition) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("patch", transition.patch());
        map.put("direction", transition.word());
        map.put("threads", transition.threads());
        map.put("switched", transition.switched());
        map.put("pending", transition.pending().stream().map(Status::map).toList());
        return map;
    }

    private static Map<String, @Nullable Object> map(Tree.Task thread) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("tid", thread.tid());
        map.put("thread", thread.comm());
        map.put("function", thread.function());
        map.put("held_by", thread.frame());
        return map;
    }
}
