package org.klp4j.builder.lift;

import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Methods of the JDK that look at the class that calls them, and let it do what only it may: lifted code calls them as
 * the class it was lifted from.
 */
final class CallerSensitive {
    private static final String REFLECT = "java/lang/reflect/";

    private CallerSensitive() {}

    static boolean is(MethodInsnNode call) {
        return switch (call.owner) {
            case "java/lang/invoke/MethodHandles" -> call.name.equals("lookup");
            case "java/lang/Class" -> call.name.equals("newInstance");
            case REFLECT + "Constructor" -> call.name.equals("newInstance");
            case REFLECT + "Method" -> call.name.equals("invoke");
            case REFLECT + "Field" -> accesses(call);
            default -> updater(call);
        };
    }

    private static boolean accesses(MethodInsnNode call) {
        return call.desc.startsWith("(Ljava/lang/Object;")
                && (call.name.startsWith("get") || call.name.startsWith("set"));
    }

    private static boolean updater(MethodInsnNode call) {
        return call.owner.startsWith("java/util/concurrent/atomic/Atomic") && call.name.equals("newUpdater");
    }

    /** An updater or a variable handle is for a field of the JVM's, and an added field is none. */
    static void refuseAddedField(Lifting lifting, MethodInsnNode call) {
        boolean handle =
                call.owner.equals("java/lang/invoke/MethodHandles$Lookup") && call.name.equals("findVarHandle");
        if (!handle && !updater(call)) {
            return;
        }
        String name = null;
        ClassNode fixed = null;
        AbstractInsnNode last = call;
        for (int arguments = 0; arguments < 3; arguments++) {
            AbstractInsnNode at = Code.previous(last);
            if (at == null || !constant(at)) {
                break;
            }
            if (at instanceof LdcInsnNode ldc && ldc.cst instanceof String text) {
                name = text;
            } else if (at instanceof LdcInsnNode ldc && ldc.cst instanceof Type type) {
                fixed = lifting.after().ownClass(type.getInternalName()); // the last one seen is the first argument
            }
            last = at;
        }
        ClassNode running = fixed == null ? null : lifting.before().ownClass(fixed.name);
        if (fixed == null || running == null) {
            return;
        }
        for (FieldNode field : fixed.fields) {
            if (field.name.equals(name) && View.declaredField(running, field.name, field.desc) == null) {
                throw new NotCarried("it makes '" + call.owner.replace('/', '.') + "." + call.name + "' look for '"
                        + fixed.name.replace('/', '.') + "." + name + "', and an added field cannot be found so");
            }
        }
    }

    private static boolean constant(AbstractInsnNode at) {
        return at instanceof LdcInsnNode || (at instanceof FieldInsnNode && at.getOpcode() == Opcodes.GETSTATIC);
    }
}
