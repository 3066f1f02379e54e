package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.lift.Rules;
import org.klp4j.builder.report.Fate;
import org.klp4j.format.ObjectImage;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds in classes written by hand the callbacks and initialisers, and has the classes brought along: a static method
 * without parameters named like a callback of the kernel's is one; a static method with one parameter and the name of
 * an added field gives the field's value in an object that was there before.
 */
final class HandWrittenCode {
    private final Inputs inputs;
    private final Lifting lifting;
    private final PlanReport report;

    HandWrittenCode(Inputs inputs, Lifting lifting, PlanReport report) {
        this.inputs = inputs;
        this.lifting = lifting;
        this.report = report;
    }

    /**
     * Has them brought along.
     *
     * @param patched internal names of the classes with changed methods
     * @return by object, the classes with callbacks
     */
    Map<String, List<String>> include(Set<String> patched, Rules rules) {
        Map<String, List<String>> byObject = new TreeMap<>();
        for (String name : inputs.handWritten()) {
            ClassNode node = inputs.after().ownClass(name);
            String host = host(name, patched);
            if (node == null || inputs.before().owns(name)) {
                refuse(name, "the old jar has a class of this name; give it another one");
            } else if (host == null) {
                refuse(name, "its package has no class of the old jars; put it into the package of a patched class");
            } else {
                if (include(node, rules)) {
                    byObject.computeIfAbsent(inputs.object(host), object -> new ArrayList<>())
                            .add(name);
                }
                lifting.need(name, host);
            }
        }
        return byObject;
    }

    private boolean include(ClassNode node, Rules rules) {
        boolean callbacks = false;
        boolean initializers = false;
        for (MethodNode method : node.methods) {
            if ((method.access & Opcodes.ACC_STATIC) == 0 || (method.access & Opcodes.ACC_SYNTHETIC) != 0) {
                continue;
            }
            Type[] parameters = Type.getArgumentTypes(method.desc);
            if (ObjectImage.CALLBACKS.contains(method.name) && parameters.length == 0) {
                callbacks = true;
                method.access = opened(method.access);
                report.add(Fate.CARRIED, node.name, PatchPlan.member(method), "callback", "run at each loader's copy");
            } else if (parameters.length == 1
                    && parameters[0].getSort() == Type.OBJECT
                    && inputs.before().owns(parameters[0].getInternalName())) {
                method.access = opened(method.access);
                initializers |= rules.initializer(node.name, parameters[0].getInternalName(), method.name, method.desc);
            }
        }
        if (!callbacks && !initializers && node.name.indexOf('$') < 0) {
            refuse(
                    node.name,
                    "it has neither a callback (static prePatch, postPatch, preUnpatch or postUnpatch without"
                            + " parameters) nor an initialiser (static FIELD(CLASS))");
        }
        return callbacks;
    }

    private static int opened(int access) {
        return (access & ~(Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED)) | Opcodes.ACC_PUBLIC;
    }

    private @Nullable String host(String name, Set<String> patched) {
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        List<String> all = new ArrayList<>(patched);
        all.addAll(inputs.before().own().keySet());
        return all.stream()
                .filter(other -> other.startsWith(folder) && other.indexOf('/', folder.length()) < 0)
                .findFirst()
                .orElse(null);
    }

    private void refuse(String name, String reason) {
        report.add(Fate.REFUSED, name, "", "callbacks", reason);
    }
}
