package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.lift.Initializer;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The static fields to which the fix gives another value: the code that computes it differs, or it is an object
 * whose constructor reads such a field.
 */
final class ChangedStatics {
    private static final int MAX_DEPTH = 4;

    private final View after;
    private final Set<String> keys = new TreeSet<>();
    private final List<Field> fields = new ArrayList<>();

    /** A static field both versions have. */
    record Field(ClassNode owner, FieldNode field, Why why) {}

    /** Why new code has another value. */
    enum Why {
        COMPUTED("initial value changed", false),
        SINGLETON("it holds the object of a class whose constructor changed", true),
        CACHE("it caches objects whose constructor changed", true),
        DEPENDENT("it is made from a value that changed", true);

        private final String change;
        private final boolean loses;

        Why(String change, boolean loses) {
            this.change = change;
            this.loses = loses;
        }

        /** For the report. */
        String change() {
            return change;
        }

        /** Whether the running object has a history that the new one lacks. */
        boolean loses() {
            return loses;
        }
    }

    private ChangedStatics(View after) {
        this.after = after;
    }

    static List<Field> of(View after, Collection<ClassChange> changes) {
        ChangedStatics found = new ChangedStatics(after);
        for (ClassChange change : changes) {
            if (change.initializer()) {
                found.direct(change);
            }
        }
        changes.forEach(change -> found.caches(change, changes));
        changes.forEach(found::singletons);
        boolean grew = !found.fields.isEmpty();
        while (grew) {
            grew = false;
            for (ClassChange change : changes) {
                grew |= found.dependent(change);
            }
        }
        return found.fields;
    }

    private void direct(ClassChange change) {
        Initializer was = Initializer.of(change.before());
        Initializer now = Initializer.of(change.after());
        for (FieldNode field : candidates(change)) {
            FieldNode old = View.declaredField(change.before(), field.name, field.desc);
            boolean constant = old != null && old.value != null && field.value != null;
            if (old != null
                    && !constant
                    && !was.text(old).equals(now.text(field))
                    && !sameLambda(was.code(old), now.code(field))) {
                add(change.after(), field, Why.COMPUTED);
            }
        }
    }

    /**
     * Whether both values are nothing but a lambda whose body is the same method. The object in the field calls that
     * method by its name, so it runs the new body, and needs no successor.
     */
    private static boolean sameLambda(MethodNode was, MethodNode now) {
        InvokeDynamicInsnNode old = lambda(was);
        InvokeDynamicInsnNode made = lambda(now);
        return old != null
                && made != null
                && old.name.equals(made.name)
                && old.desc.equals(made.desc)
                && old.bsm.equals(made.bsm)
                && Arrays.equals(old.bsmArgs, made.bsmArgs);
    }

    /** The call site of code that does nothing but make a lambda that captures nothing, and keep it. */
    private static @Nullable InvokeDynamicInsnNode lambda(MethodNode code) {
        List<AbstractInsnNode> instructions = new ArrayList<>();
        code.instructions.forEach(at -> {
            if (at.getOpcode() >= 0) {
                instructions.add(at);
            }
        });
        boolean kept = instructions.size() == 3 && instructions.get(1).getOpcode() == Opcodes.PUTSTATIC;
        return kept
                        && instructions.get(0) instanceof InvokeDynamicInsnNode site
                        && site.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                ? site
                : null;
    }

    /** The one object a class makes of itself, if its constructor changed: the old one keeps its old state. */
    private void singletons(ClassChange change) {
        Initializer now = Initializer.of(change.after());
        for (FieldNode field : candidates(change)) {
            boolean single = (field.access & Opcodes.ACC_FINAL) != 0 && field.desc.startsWith("L");
            if (single && constructs(change, now.code(field), new HashSet<>())) {
                add(change.after(), field, Why.SINGLETON);
            }
        }
    }

    /** Whether code makes an object of the class by a constructor that, or one it goes through, has other code now. */
    private static boolean constructs(ClassChange change, MethodNode code, Set<String> seen) {
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof MethodInsnNode call
                    && call.name.equals("<init>")
                    && call.owner.equals(change.after().name)
                    && seen.add(call.desc)) {
                MethodNode constructor = View.declaredMethod(change.after(), "<init>", call.desc);
                if (changed(change, constructor) || (constructor != null && constructs(change, constructor, seen))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a constructor has other code, or a method it fills the object by. */
    private static boolean changed(ClassChange change, @Nullable MethodNode constructor) {
        if (constructor == null) {
            return false;
        }
        Set<MethodNode> code = new HashSet<>(Construction.filling(change.after(), constructor));
        code.add(constructor);
        return change.bodies().stream().anyMatch(pair -> code.contains(pair.after()));
    }

    /** A cache of objects whose constructor changed keeps what the fix no longer makes, so it begins anew. */
    private void caches(ClassChange change, Collection<ClassChange> changes) {
        for (FieldNode field : candidates(change)) {
            boolean cache = field.name.toLowerCase(java.util.Locale.ROOT).contains("cache")
                    && (field.access & Opcodes.ACC_FINAL) != 0;
            String signature = field.signature;
            if (cache && signature != null) {
                for (ClassChange other : changes) {
                    boolean constructed = other.bodies().stream()
                            .anyMatch(pair -> pair.after().name.equals("<init>"));
                    if (constructed && signature.contains("L" + other.after().name + ";")) {
                        add(change.after(), field, Why.CACHE);
                    }
                }
            }
        }
    }

    /** Constants of an enum keep their identity, and with it the tables made of them. */
    private static List<FieldNode> candidates(ClassChange change) {
        List<FieldNode> candidates = new ArrayList<>();
        for (FieldNode field : change.after().fields) {
            FieldNode old = View.declaredField(change.before(), field.name, field.desc);
            boolean isStatic = old != null && (old.access & field.access & Opcodes.ACC_STATIC) != 0;
            boolean enumPart = (field.access & Opcodes.ACC_ENUM) != 0 || field.name.equals("$VALUES");
            boolean noise = field.name.equals("$assertionsDisabled") || field.name.equals("serialVersionUID");
            if (isStatic && !enumPart && !noise) {
                candidates.add(field);
            }
        }
        return candidates;
    }

    private boolean dependent(ClassChange change) {
        boolean grew = false;
        Initializer now = Initializer.of(change.after());
        for (FieldNode field : candidates(change)) {
            boolean reference = field.desc.startsWith("L" + change.after().name + ";");
            if (reference
                    && !keys.contains(key(change.after(), field))
                    && readsChanged(now.code(field), 0, new HashSet<>())) {
                add(change.after(), field, Why.DEPENDENT);
                grew = true;
            }
        }
        return grew;
    }

    private boolean readsChanged(MethodNode code, int depth, Set<String> seen) {
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof FieldInsnNode field && keys.contains(field.owner + "." + field.name + ":" + field.desc)) {
                return true;
            }
            if (at instanceof MethodInsnNode call
                    && call.name.equals("<init>")
                    && after.owns(call.owner)
                    && depth < MAX_DEPTH
                    && seen.add(call.owner + call.desc)) {
                MethodMember target = after.method(call.owner, call.name, call.desc);
                if (target != null && readsChanged(target.method(), depth + 1, seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void add(ClassNode owner, FieldNode field, Why why) {
        if (keys.add(key(owner, field))) {
            fields.add(new Field(owner, field, why));
        }
    }

    private static String key(ClassNode owner, FieldNode field) {
        return owner.name + "." + field.name + ":" + field.desc;
    }
}
