package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.world.View;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Changed annotations that code can see at run time. A running class keeps its own: whoever reads them has mostly done so
 * already and kept what follows from them. So each is named, and the operator decides.
 */
final class Annotations {
    /** Say nothing to running code, or only to a compiler. */
    private static final Set<String> IGNORED = Set.of(
            "Ljava/lang/Deprecated;",
            "Ljava/lang/FunctionalInterface;",
            "Ljava/lang/SafeVarargs;",
            "Lkotlin/Metadata;",
            "Lscala/reflect/ScalaSignature;",
            "Lscala/reflect/ScalaLongSignature;");

    private final PlanReport report;
    private final Selection selection;

    Annotations(PlanReport report, Selection selection) {
        this.report = report;
        this.selection = selection;
    }

    /** Names what differs in this class and the members both versions have. */
    void compare(ClassNode was, ClassNode now) {
        differ(now, "", "", texts(was.visibleAnnotations), texts(now.visibleAnnotations));
        for (FieldNode field : now.fields) {
            FieldNode old = View.declaredField(was, field.name, field.desc);
            if (old != null) {
                differ(now, field.name, field.name, texts(old.visibleAnnotations), texts(field.visibleAnnotations));
            }
        }
        for (MethodNode method : now.methods) {
            MethodNode old = View.declaredMethod(was, method.name, method.desc);
            if (old != null) {
                differ(now, method.name, PatchPlan.member(method), texts(old), texts(method));
            }
        }
    }

    private void differ(ClassNode host, String name, String member, Set<String> was, Set<String> now) {
        String className = host.name.replace('/', '.');
        boolean taken = name.isEmpty() ? selection.takesClass(className) : selection.takes(className, name);
        if (was.equals(now) || !taken) {
            return;
        }
        List<String> changes = new ArrayList<>();
        now.stream().filter(text -> !was.contains(text)).forEach(text -> changes.add(text + " added"));
        was.stream().filter(text -> !now.contains(text)).forEach(text -> changes.add(text + " removed"));
        report.add(Fate.NOTED, host.name, member, "annotations changed", "a running class keeps its own");
        report.warn("annotations of '" + className + (member.isEmpty() ? "" : "." + member) + "' differ ("
                + String.join(", ", changes) + "), and a running class keeps its own: what reads them sees no change");
    }

    private static Set<String> texts(MethodNode method) {
        Set<String> texts = texts(method.visibleAnnotations);
        if (method.visibleParameterAnnotations != null) {
            for (int i = 0; i < method.visibleParameterAnnotations.length; i++) {
                for (String text : texts(method.visibleParameterAnnotations[i])) {
                    texts.add(text + " of parameter " + (i + 1));
                }
            }
        }
        if (method.annotationDefault != null) {
            texts.add("default " + text(method.annotationDefault));
        }
        return texts;
    }

    private static Set<String> texts(@Nullable List<AnnotationNode> annotations) {
        Set<String> texts = new LinkedHashSet<>();
        if (annotations != null) {
            for (AnnotationNode annotation : annotations) {
                if (!IGNORED.contains(annotation.desc)) {
                    texts.add(text(annotation));
                }
            }
        }
        return texts;
    }

    /** As in source, the type by its simple name, and values in the order of their names. */
    private static String text(Object value) {
        if (value instanceof AnnotationNode annotation) {
            Set<String> values = new TreeSet<>();
            for (int i = 0; annotation.values != null && i + 1 < annotation.values.size(); i += 2) {
                values.add(annotation.values.get(i) + "=" + text(annotation.values.get(i + 1)));
            }
            String type = annotation.desc.substring(annotation.desc.lastIndexOf('/') + 1, annotation.desc.length() - 1);
            return "@" + type.replace('$', '.') + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")");
        }
        if (value instanceof List<?> list) {
            return "{" + String.join(", ", list.stream().map(Annotations::text).toList()) + "}";
        }
        if (value instanceof String[] constant) {
            return constant[1];
        }
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}
