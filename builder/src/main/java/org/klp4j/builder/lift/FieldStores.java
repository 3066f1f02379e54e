package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * What assigns a field in a constructor: its own stores, and calls, on the object it makes, of methods of the class
 * that have some.
 */
final class FieldStores {
    private final View view;
    private final ClassNode owner;
    private final FieldNode field;
    private final Set<MethodNode> storing = new HashSet<>();
    private final Map<MethodNode, Boolean> sure = new IdentityHashMap<>();

    FieldStores(View view, ClassNode owner, FieldNode field) {
        this.view = view;
        this.owner = owner;
        this.field = field;
        boolean grew = true;
        while (grew) {
            grew = false;
            for (MethodNode method : owner.methods) {
                grew |= stores(method) && storing.add(method);
            }
        }
    }

    private boolean stores(MethodNode method) {
        for (AbstractInsnNode at : method.instructions) {
            if (isPut(at) || isStoring(called(at))) {
                return true;
            }
        }
        return false;
    }

    private boolean isStoring(@Nullable MethodNode method) {
        return method != null && storing.contains(method);
    }

    private boolean isPut(AbstractInsnNode at) {
        return at instanceof FieldInsnNode put
                && put.getOpcode() == Opcodes.PUTFIELD
                && put.owner.equals(owner.name)
                && put.name.equals(field.name)
                && put.desc.equals(field.desc);
    }

    /** Those that may be the last in a constructor or method. */
    LastStores in(MethodNode code, Receivers receivers) {
        List<AbstractInsnNode> stores = new ArrayList<>();
        List<AbstractInsnNode> maybe = new ArrayList<>();
        for (AbstractInsnNode at : code.instructions) {
            MethodNode called = called(at);
            if (isPut(at)) {
                stores.add(at);
            } else if (called != null && isStoring(called) && onThis(at, receivers)) {
                stores.add(at);
                if (!isSure(called)) {
                    maybe.add(at);
                }
            }
        }
        return LastStores.of(code, stores, maybe);
    }

    private static boolean onThis(AbstractInsnNode call, Receivers receivers) {
        int depth = Type.getArgumentTypes(((MethodInsnNode) call).desc).length;
        return receivers.source(call, depth) instanceof VarInsnNode load && load.var == 0;
    }

    /** The method of the class that an instruction calls; null where it does not. */
    @Nullable
    MethodNode called(AbstractInsnNode at) {
        return at instanceof MethodInsnNode call
                        && at.getOpcode() != Opcodes.INVOKESTATIC
                        && call.owner.equals(owner.name)
                        && !call.name.equals("<init>")
                ? View.declaredMethod(owner, call.name, call.desc)
                : null;
    }

    /** Whether a method assigns the field whenever it returns, also in objects of subclasses. */
    boolean isSure(MethodNode method) {
        Boolean known = sure.get(method);
        if (known == null) {
            sure.put(method, false); // where it leads to itself
            known = !isReplaced(method)
                    && !in(method, Receivers.of(owner.name, method)).none();
            sure.put(method, known);
        }
        return known;
    }

    /** Whether a subclass does something else instead of what a method does. */
    private boolean isReplaced(MethodNode method) {
        return Overrides.of(new MethodMember(owner, method), view).stream()
                .map(type -> View.declaredMethod(type, method.name, method.desc))
                .anyMatch(override -> override != null && !callsSuper(override));
    }

    private static boolean callsSuper(MethodNode override) {
        for (AbstractInsnNode at : override.instructions) {
            if (at instanceof MethodInsnNode call
                    && at.getOpcode() == Opcodes.INVOKESPECIAL
                    && call.name.equals(override.name)
                    && call.desc.equals(override.desc)) {
                return true;
            }
        }
        return false;
    }
}
