package org.klp4j.weave;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a replacement must satisfy to be moved into a class: same class, same kind of method, and no instruction the
 * class-file version of the running class does not have. What else can be wrong the JVM's own verifier finds.
 */
final class ReplacementRules {
    private static final int KIND = Opcodes.ACC_STATIC | Opcodes.ACC_SYNCHRONIZED;

    private ReplacementRules() {}

    /** Checks all plans of a class; each patch class is read once. */
    static void check(ClassSymbols host, Collection<MethodPlan> plans) throws Refusal {
        Map<ClassReader, Map<MethodKey, String>> functions = new LinkedHashMap<>();
        for (MethodPlan plan : plans) {
            String function = host.binaryName() + "." + plan.method();
            ClassSymbols.Symbol method = method(host, plan.method(), function);
            for (MethodBody body : bodies(plan)) {
                if (body instanceof MethodBody.Replacement replacement) {
                    check(host, method, replacement, function);
                    functions
                            .computeIfAbsent(replacement.source().reader(), source -> new HashMap<>())
                            .putIfAbsent(replacement.method(), function);
                }
            }
        }
        for (Map.Entry<ClassReader, Map<MethodKey, String>> source : functions.entrySet()) {
            Scan scan = new Scan(host, source.getValue());
            source.getKey().accept(scan, ClassReader.SKIP_DEBUG);
            scan.refuse();
        }
    }

    private static ClassSymbols.Symbol method(ClassSymbols host, MethodKey key, String function) throws Refusal {
        ClassSymbols.Symbol method = host.find(key);
        if (method == null) {
            throw Refusal.kernel("symbol '" + function + "' not found in symbol table");
        }
        if (!method.hasCode()) {
            throw Refusal.kernel(
                    "failed to find location for function '" + function + "'",
                    "a native or abstract method has no code");
        }
        return method;
    }

    private static List<MethodBody> bodies(MethodPlan plan) {
        if (plan instanceof MethodPlan.Gated gated) {
            return List.of(gated.unpatched(), gated.patched());
        }
        return plan instanceof MethodPlan.Single single ? List.of(single.body()) : List.of();
    }

    private static void check(
            ClassSymbols host, ClassSymbols.Symbol method, MethodBody.Replacement replacement, String function)
            throws Refusal {
        ClassSymbols source = replacement.source().symbols();
        if (!source.className().equals(host.className())) {
            throw refusal(function, "it is code of class '" + source.binaryName() + "'");
        }
        ClassSymbols.Symbol body = source.find(replacement.method());
        if (body == null || !body.hasCode()) {
            throw refusal(function, "the patch class has no code for '" + replacement.method() + "'");
        }
        if (!method.key().descriptor().equals(body.key().descriptor())) {
            throw refusal(function, "it is of type '" + body.key().descriptor() + "'");
        }
        if (isConstructor(method.key()) != isConstructor(body.key())) {
            throw refusal(function, "only a constructor can replace a constructor");
        }
        if (((method.access() ^ body.access()) & KIND) != 0) {
            throw refusal(function, "one is static or synchronized and the other is not, and the JVM keeps modifiers");
        }
    }

    private static boolean isConstructor(MethodKey method) {
        return method.name().equals("<init>");
    }

    private static Refusal refusal(String function, String reason) {
        return new Refusal("replacement of function '" + function + "' cannot be woven: " + reason);
    }

    /** Finds the replacements among the methods of the patch class and has their instructions looked at. */
    private static final class Scan extends ClassVisitor {
        private final ClassSymbols host;
        private final Map<MethodKey, String> functions;
        private final Map<String, List<String>> problems = new LinkedHashMap<>();

        Scan(ClassSymbols host, Map<MethodKey, String> functions) {
            super(ClassFiles.API);
            this.host = host;
            this.functions = functions;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            String function = functions.get(new MethodKey(name, descriptor));
            return function == null
                    ? null
                    : new VersionScan(host, problems.computeIfAbsent(function, none -> new ArrayList<>()));
        }

        void refuse() throws Refusal {
            for (Map.Entry<String, List<String>> found : problems.entrySet()) {
                if (!found.getValue().isEmpty()) {
                    throw refusal(found.getKey(), found.getValue().get(0));
                }
            }
        }
    }
}
