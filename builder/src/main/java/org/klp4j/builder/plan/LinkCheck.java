package org.klp4j.builder.plan;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.klp4j.builder.world.View;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The dry run of the links: whatever new code refers to must be there in the running program, as far as its classes
 * are known. A class that is nowhere on the class path given proves nothing, a known class without the member does.
 */
final class LinkCheck {
    private static final String POLYMORPHIC = "java/lang/invoke/";

    private final View running;
    private final Map<String, Set<String>> missing = new TreeMap<>();

    LinkCheck(View running) {
        this.running = running;
    }

    /** Looks at some code that these functions need. */
    void check(MethodNode code, Set<String> functions) {
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof MethodInsnNode call && known(call.owner)) {
                if (running.method(call.owner, call.name, call.desc) == null) {
                    missing(dotted(call.owner) + "." + call.name + Stubs.parameters(call.desc), functions);
                }
            } else if (at instanceof FieldInsnNode field && known(field.owner)) {
                if (running.field(field.owner, field.name, field.desc) == null) {
                    missing(dotted(field.owner) + "." + field.name, functions);
                }
            }
        }
    }

    /** The class and all it inherits from are known. */
    private boolean known(String owner) {
        if (owner.startsWith("[") || owner.startsWith(POLYMORPHIC) || running.find(owner) == null) {
            return false;
        }
        for (ClassNode type : running.supertypes(owner)) {
            boolean whole = (type.superName == null || running.find(type.superName) != null)
                    && type.interfaces.stream().allMatch(name -> running.find(name) != null);
            if (!whole) {
                return false;
            }
        }
        return true;
    }

    private static String dotted(String name) {
        return name.replace('/', '.');
    }

    private void missing(String member, Set<String> functions) {
        missing.computeIfAbsent(member, unknown -> new TreeSet<>()).addAll(functions);
    }

    /** The members that are not there, and the functions that need them. */
    Map<String, Set<String>> missing() {
        return missing;
    }
}
