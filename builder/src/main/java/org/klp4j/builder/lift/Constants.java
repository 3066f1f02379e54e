package org.klp4j.builder.lift;

import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;

/** What {@code ldc} can load in which class-file version. */
final class Constants {
    private Constants() {}

    /** The descriptor of a constant's type. */
    static String typeOf(Object constant) {
        if (constant instanceof Type type) {
            return type.getSort() == Type.METHOD ? "Ljava/lang/invoke/MethodType;" : "Ljava/lang/Class;";
        } else if (constant instanceof Handle) {
            return "Ljava/lang/invoke/MethodHandle;";
        } else if (constant instanceof ConstantDynamic dynamic) {
            return dynamic.getDescriptor();
        } else if (constant instanceof Integer) {
            return "I";
        } else if (constant instanceof Long) {
            return "J";
        } else if (constant instanceof Float) {
            return "F";
        } else if (constant instanceof Double) {
            return "D";
        }
        return "Ljava/lang/String;";
    }

    /** Whether a class file of the place's version cannot hold it. */
    static boolean needsThunk(Object constant, Place place) {
        if (constant instanceof ConstantDynamic) {
            return !place.hasDynamicConstants();
        } else if (constant instanceof Handle) {
            return !place.hasInvokeDynamic();
        } else if (constant instanceof Type type) {
            return type.getSort() == Type.METHOD ? !place.hasInvokeDynamic() : !place.hasClassConstants();
        }
        return false;
    }
}
