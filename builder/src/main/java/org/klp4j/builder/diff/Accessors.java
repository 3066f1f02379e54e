package org.klp4j.builder.diff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What compilers before nestmates put between a class and the private members of another one of its nest: methods
 * {@code access$000} and constructors with a parameter nobody uses.
 */
final class Accessors {
    private Accessors() {}

    /** Whether a call leads to an accessor method. */
    static boolean isAccessor(MethodInsnNode call) {
        return call.getOpcode() == Opcodes.INVOKESTATIC && call.name.matches("access\\$\\d+");
    }

    /**
     * What an accessor does with its arguments, as if its caller did it.
     *
     * @param body the canonical code of the accessor
     * @return null when it does more than hand its arguments on
     */
    static @Nullable List<String> inlined(MethodNode accessor, List<String> body) {
        int slot = 0;
        int at = 0;
        for (Type parameter : Type.getArgumentTypes(accessor.desc)) {
            String load = parameter.getOpcode(Opcodes.ILOAD) + " v" + slot;
            if (at >= body.size() || !body.get(at++).equals(load)) {
                return null;
            }
            slot += parameter.getSize();
        }
        int end = body.size() - 1;
        boolean returns = end >= at
                && body.get(end)
                        .equals(Integer.toString(
                                Type.getReturnType(accessor.desc).getOpcode(Opcodes.IRETURN)));
        if (!returns || body.subList(at, end).stream().anyMatch(token -> token.matches("\\d+ v\\d+"))) {
            return null;
        }
        return List.copyOf(body.subList(at, end));
    }

    /** The descriptor of the constructor behind a synthetic one; null when the call is of an ordinary one. */
    static @Nullable String behind(MethodInsnNode call, @Nullable ClassNode owner) {
        Type[] parameters = Type.getArgumentTypes(call.desc);
        if (!call.name.equals("<init>") || owner == null || parameters.length == 0) {
            return null;
        }
        boolean synthetic = owner.methods.stream()
                .anyMatch(method -> method.name.equals("<init>")
                        && method.desc.equals(call.desc)
                        && (method.access & Opcodes.ACC_SYNTHETIC) != 0);
        String last = parameters[parameters.length - 1].getDescriptor();
        return synthetic ? call.desc.substring(0, call.desc.indexOf(')') - last.length()) + ")V" : null;
    }
}
