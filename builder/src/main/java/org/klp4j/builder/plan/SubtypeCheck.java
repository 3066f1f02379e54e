package org.klp4j.builder.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * Finds new code that takes a running class for what only the fixed one is, because the fix gives that class another
 * superclass or interface and the change is left out: the JVM would not verify such code, or its casts would fail.
 */
final class SubtypeCheck {
    /** Methods of the new type itself: what is not of it is not equal, as before. */
    private static final Set<String> COMPARING =
            Set.of("equals(Ljava/lang/Object;)Z", "compareTo(Ljava/lang/Object;)I");

    private final View running;
    private final View fixed;
    private final Map<String, String> gained = new TreeMap<>();
    private final Map<String, Set<String>> testedBefore = new HashMap<>();
    private final Map<String, Map<String, Set<String>>> missing = new TreeMap<>();

    SubtypeCheck(View running, View fixed) {
        this.running = running;
        this.fixed = fixed;
        fixed.own().keySet().stream().filter(this::moved).sorted().forEach(this::gain);
    }

    /** Notes which types of the fix a class is not in the running program. */
    private void gain(String name) {
        for (ClassNode above : fixed.supertypes(name)) {
            if (!running.isSubtype(name, above.name)) {
                gained.putIfAbsent(above.name, name);
            }
        }
    }

    /** Looks at some code of a class, lifted from this running one or its own, that these functions need. */
    void check(ClassNode owner, String host, MethodNode code, Set<String> functions) {
        if (gained.isEmpty() || (code.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
            return;
        }
        boolean compares = COMPARING.contains(code.name + code.desc);
        for (String type : TypeTests.of(code)) {
            if (!compares || !type.equals(owner.name)) {
                tested(type, host, functions);
            }
        }
        try {
            new Analyzer<>(new Typed(owner, functions)).analyzeAndComputeMaxs(owner.name, code);
        } catch (AnalyzerException e) {
            // what is malformed in itself is found before it is written, see Verification
            return;
        }
    }

    /** By class, the types it is not in the running program, and the functions whose code takes it for one. */
    Map<String, Map<String, Set<String>>> missing() {
        return missing;
    }

    private boolean moved(String name) {
        ClassNode was = running.ownClass(name);
        ClassNode now = fixed.ownClass(name);
        return was != null
                && now != null
                && !(String.valueOf(was.superName).equals(now.superName) && was.interfaces.containsAll(now.interfaces));
    }

    /**
     * What asks whether an object is of a type that a running class has in the fixed program only gets another answer for
     * objects of that class. The running host may have asked for a type it knows before, for the sake of others.
     */
    private void tested(String type, String host, Set<String> functions) {
        String without = fixed.owns(type) ? gained.get(type) : null;
        if (without != null
                && !(running.find(type) != null && testedBefore(host).contains(type))) {
            miss(without, type, functions);
        }
    }

    private Set<String> testedBefore(String host) {
        return testedBefore.computeIfAbsent(host, name -> {
            Set<String> tested = new TreeSet<>();
            ClassNode node = running.ownClass(name);
            if (node != null) {
                node.methods.forEach(method -> tested.addAll(TypeTests.of(method)));
            }
            return tested;
        });
    }

    private void miss(String name, String wanted, Set<String> functions) {
        missing.computeIfAbsent(name, unknown -> new TreeMap<>())
                .computeIfAbsent(wanted, unknown -> new TreeSet<>())
                .addAll(functions);
    }

    private void taken(Type value, Type type, Set<String> functions) {
        Type from = element(value);
        Type to = element(type);
        if (from.getSort() != Type.OBJECT || to.getSort() != Type.OBJECT) {
            return;
        }
        String sub = from.getInternalName();
        String wanted = to.getInternalName();
        if (running.owns(sub) && fixed.isSubtype(sub, wanted) && !running.isSubtype(sub, wanted)) {
            for (ClassNode above : fixed.supertypes(sub)) {
                if (moved(above.name) && fixed.isSubtype(above.name, wanted)) {
                    miss(above.name, wanted, functions);
                    return;
                }
            }
        }
    }

    private static Type element(Type type) {
        return type.getSort() == Type.ARRAY ? type.getElementType() : type;
    }

    /** Believes every assignment of the fixed program, and notes those that the running one does not allow. */
    private final class Typed extends SimpleVerifier {
        private final Set<String> functions;

        Typed(ClassNode owner, Set<String> functions) {
            super(Opcodes.ASM9, Type.getObjectType(owner.name), null, List.of(), false);
            this.functions = functions;
        }

        @Override
        protected boolean isSubTypeOf(BasicValue value, BasicValue expected) {
            if (value.getType() != null && expected.getType() != null) {
                taken(value.getType(), expected.getType(), functions);
            }
            return true;
        }

        @Override
        protected boolean isInterface(Type type) {
            ClassNode node = type.getSort() == Type.OBJECT ? fixed.find(type.getInternalName()) : null;
            return node != null && (node.access & Opcodes.ACC_INTERFACE) != 0;
        }

        @Override
        protected Type getSuperClass(Type type) {
            ClassNode node = type.getSort() == Type.OBJECT ? fixed.find(type.getInternalName()) : null;
            return Type.getObjectType(node == null || node.superName == null ? "java/lang/Object" : node.superName);
        }

        @Override
        protected boolean isAssignableFrom(Type to, Type from) {
            if (to.getSort() != Type.OBJECT || from.getSort() != Type.OBJECT) {
                return to.equals(from) || to.getDescriptor().equals("Ljava/lang/Object;");
            }
            return fixed.isSubtype(from.getInternalName(), to.getInternalName());
        }
    }
}
