package org.klp4j.builder.lift;

import org.objectweb.asm.Opcodes;

/**
 * Where code will run.
 *
 * @param here internal name of the class that will hold it, as before added classes are renamed
 * @param host the running class whose rights and loader it has
 * @param woven whether it becomes part of the running class itself
 * @param version major class-file version of the class that will hold it
 */
record Place(String here, String host, boolean woven, int version) {
    static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    boolean samePackage(String other) {
        return packageOf(here).equals(packageOf(other));
    }

    boolean hasInvokeDynamic() {
        return version >= Opcodes.V1_7;
    }

    boolean hasClassConstants() {
        return version >= Opcodes.V1_5;
    }

    boolean hasDynamicConstants() {
        return version >= Opcodes.V11;
    }

    boolean hasInterfaceCode() {
        return version >= Opcodes.V1_8;
    }
}
