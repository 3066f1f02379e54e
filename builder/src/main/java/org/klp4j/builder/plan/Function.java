package org.klp4j.builder.plan;

import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A running method that gets other code.
 *
 * @param code that of the fix, or its own with other references
 * @param fromFix whether it is that of the fix
 */
record Function(ClassNode host, MethodNode old, MethodNode code, boolean fromFix, Cause cause) {
    /** As {@code --exclude} takes it: the class, and the method it stands in. */
    String symbol() {
        return symbol(host.name, old);
    }

    /** The same for a method of a running class. */
    static String symbol(String host, MethodNode old) {
        return host.replace('/', '.') + "." + PatchPlan.home(old.name);
    }

    /** Of a method of the running program, by which it is known. */
    static String key(ClassNode host, MethodNode old) {
        return host.name + "." + old.name + old.desc;
    }
}
