package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.klp4j.builder.input.ClassFile;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds which class and method of the new jar is which of the old one where a compiler numbered them, by content,
 * and gives the new ones the old names. What has no counterpart gets a name the old jar does not use. Groups of classes,
 * and then classes, are looked at on every processor: each writes names of its own only.
 */
public final class Correlation {
    private final Map<String, ClassNode> before;
    private final Map<String, ClassNode> after;
    private final Map<String, String> classNames = new ConcurrentHashMap<>();
    private final Map<String, String> methodNames = new ConcurrentHashMap<>();

    private Correlation(Map<String, ClassNode> before, Map<String, ClassNode> after) {
        this.before = before;
        this.after = after;
    }

    /**
     * The new classes under the names of their old counterparts.
     *
     * @param before old classes by internal name
     * @param files new classes by internal name
     * @return new classes by their name now, and where each came from
     */
    public static Correlated correlate(Map<String, ClassNode> before, Map<String, ClassFile> files) {
        Map<String, ClassNode> after = new TreeMap<>();
        files.forEach((name, file) -> after.put(name, file.node()));
        Correlation correlation = new Correlation(before, after);
        correlation.matchClasses();
        Map<String, String> origins = new HashMap<>();
        after.keySet().forEach(name -> origins.put(correlation.classNames.getOrDefault(name, name), name));
        Function<String, ClassFile> file = name -> Objects.requireNonNull(files.get(name), name);
        Map<String, ClassNode> renamed = new Renaming(correlation.classNames, Map.of()).of(after, file);
        correlation.matchMethods(renamed);
        Map<String, ClassNode> result = new Renaming(Map.of(), correlation.methodNames)
                .of(renamed, file.compose(name -> origins.getOrDefault(name, name)));
        return new Correlated(result, origins, correlation.methodOrigins());
    }

    /**
     * The outcome.
     *
     * @param classes new classes under their names now
     * @param origins name now to name in the new jar
     * @param methodOrigins {@code class.name(desc)R} now to simple name in the new jar, where renamed
     */
    public record Correlated(
            Map<String, ClassNode> classes, Map<String, String> origins, Map<String, String> methodOrigins) {}

    private Map<String, String> methodOrigins() {
        Map<String, String> origins = new HashMap<>();
        methodNames.forEach((key, now) -> {
            int dot = key.indexOf('.');
            int paren = key.indexOf('(');
            origins.put(key.substring(0, dot + 1) + now + key.substring(paren), key.substring(dot + 1, paren));
        });
        return origins;
    }

    private void matchClasses() {
        Map<String, List<ClassNode>> groups = new TreeMap<>();
        for (ClassNode node : after.values()) {
            if (SyntheticNames.numberedClass(node.name)) {
                groups.computeIfAbsent(SyntheticNames.outermost(node.name), name -> new ArrayList<>())
                        .add(node);
            }
        }
        Map<String, Map<String, ClassNode>> candidates = new HashMap<>();
        before.forEach((name, node) -> {
            if (SyntheticNames.numberedClass(name)) {
                candidates
                        .computeIfAbsent(SyntheticNames.outermost(name), outermost -> new LinkedHashMap<>())
                        .put(name, node);
            }
        });
        groups.entrySet().parallelStream()
                .forEach(group ->
                        matchGroup(group.getValue(), candidates.getOrDefault(group.getKey(), new LinkedHashMap<>())));
    }

    private void matchGroup(List<ClassNode> nodes, Map<String, ClassNode> candidates) {
        List<ClassNode> left = new ArrayList<>(nodes);
        left.removeIf(node -> {
            ClassNode same = candidates.get(node.name);
            return same != null && SameCode.surely(same, node) && take(node, same, candidates);
        });
        if (left.isEmpty()) {
            return;
        }
        Map<String, String> texts = new HashMap<>();
        candidates.forEach((name, node) -> texts.put(name, ClassText.of(node, before::get)));
        Map<String, String> newTexts = new HashMap<>();
        left.forEach(node -> newTexts.put(node.name, ClassText.of(node, after::get)));
        left.removeIf(node -> {
            ClassNode same = candidates.get(node.name);
            return same != null
                    && Objects.equals(newTexts.get(node.name), texts.get(node.name))
                    && take(node, same, candidates);
        });
        left.removeIf(node -> {
            String text = newTexts.getOrDefault(node.name, "");
            return candidates.values().stream()
                    .filter(old -> text.equals(texts.get(old.name)))
                    .findFirst()
                    .map(old -> take(node, old, candidates))
                    .orElse(false);
        });
        left.removeIf(node -> candidates.values().stream()
                .filter(old -> alike(old, node))
                .findFirst()
                .map(old -> take(node, old, candidates))
                .orElse(false));
        for (ClassNode node : left) {
            if (before.containsKey(node.name)) {
                classNames.put(node.name, node.name + "$new");
            }
        }
    }

    private boolean take(ClassNode node, ClassNode old, Map<String, ClassNode> candidates) {
        candidates.remove(old.name);
        if (!node.name.equals(old.name)) {
            classNames.put(node.name, old.name);
        }
        return true;
    }

    /** The same class with other code: it can be patched in place. */
    private static boolean alike(ClassNode old, ClassNode node) {
        return Objects.equals(old.superName, node.superName)
                && old.interfaces.equals(node.interfaces)
                && SyntheticNames.blanked(old.name).equals(SyntheticNames.blanked(node.name))
                && Objects.equals(old.outerMethod, node.outerMethod)
                && fields(old).equals(fields(node))
                && constructors(old).equals(constructors(node));
    }

    private static List<String> fields(ClassNode node) {
        return node.fields.stream()
                .map(field -> field.name + SyntheticNames.blanked(field.desc))
                .toList();
    }

    private static List<String> constructors(ClassNode node) {
        return node.methods.stream()
                .filter(method -> method.name.equals("<init>"))
                .map(method -> SyntheticNames.blanked(method.desc))
                .toList();
    }

    private void matchMethods(Map<String, ClassNode> renamed) {
        renamed.values().parallelStream().forEach(node -> {
            ClassNode old = before.get(node.name);
            if (old != null) {
                matchMethods(old, node, renamed);
            }
        });
    }

    private void matchMethods(ClassNode old, ClassNode node, Map<String, ClassNode> renamed) {
        List<MethodNode> news = numbered(node);
        if (news.isEmpty()) {
            return;
        }
        List<MethodNode> olds = numbered(old);
        Map<MethodNode, String> texts = new HashMap<>();
        olds.forEach(method -> texts.put(method, Canonical.in(before::get).text(old, method)));
        Map<MethodNode, MethodNode> matched = new HashMap<>();
        for (MethodNode method : news) {
            String text = Canonical.in(renamed::get).text(node, method);
            olds.stream()
                    .filter(o -> o.desc.equals(method.desc) && o.access == method.access && text.equals(texts.get(o)))
                    .min((a, b) -> Boolean.compare(b.name.equals(method.name), a.name.equals(method.name)))
                    .ifPresent(o -> pair(method, o, matched, olds));
        }
        for (MethodNode method : news) {
            if (!matched.containsKey(method) && method.name.startsWith("lambda$")) {
                olds.stream()
                        .filter(o -> o.desc.equals(method.desc) && o.access == method.access && sameHome(o, method))
                        .findFirst()
                        .ifPresent(o -> pair(method, o, matched, olds));
            }
        }
        for (MethodNode method : news) {
            MethodNode o = matched.get(method);
            boolean clash = o == null && old.methods.stream().anyMatch(m -> m.name.equals(method.name));
            String now = o != null ? o.name : clash ? method.name + "$new" : method.name;
            if (!now.equals(method.name)) {
                methodNames.put(node.name + "." + method.name + method.desc, now);
            }
        }
    }

    private static void pair(
            MethodNode method, MethodNode old, Map<MethodNode, MethodNode> matched, List<MethodNode> olds) {
        matched.put(method, old);
        olds.remove(old);
    }

    private static boolean sameHome(MethodNode old, MethodNode method) {
        return SyntheticNames.lambdaHome(old.name).equals(SyntheticNames.lambdaHome(method.name));
    }

    private static List<MethodNode> numbered(ClassNode node) {
        List<MethodNode> found = new ArrayList<>();
        node.methods.stream().filter(SyntheticNames::numbered).forEach(found::add);
        return found;
    }
}
