package org.klp4j.builder.lift;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** One class per host that holds the methods the fix adds to it, as static methods with the receiver first. */
final class CodeClass {
    static final int METHOD = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;

    private final ClassNode node = new ClassNode();
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    CodeClass(String name, ClassNode source) {
        node.version = source.version;
        node.access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        node.name = name;
        node.superName = "java/lang/Object";
        node.sourceFile = source.sourceFile;
    }

    ClassNode node() {
        return node;
    }

    String name() {
        return node.name;
    }

    int version() {
        return node.version & 0xffff;
    }

    /**
     * The name under which something is, or will be, held here.
     *
     * @param key what it is, unique in this class
     * @param wanted the name it should have
     * @param descriptor as a static method
     */
    String nameFor(String key, String wanted, String descriptor) {
        return names.computeIfAbsent(key, k -> {
            String free = wanted;
            for (int i = 1; !used.add(free + descriptor); i++) {
                free = wanted + "$" + i;
            }
            return free;
        });
    }

    /** Whether something of this key has a name here already. */
    boolean knows(String key) {
        return names.containsKey(key);
    }

    /** What {@link Origins} knows a method by that is held here. */
    String key(String method, String descriptor) {
        return node.name + "." + method + descriptor;
    }

    void add(MethodNode method) {
        node.methods.add(method);
    }
}
