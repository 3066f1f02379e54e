package org.klp4j.builder.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The functions of a plan, sorted; what was said first of one stands. */
final class Functions {
    private final Map<String, Function> functions = new TreeMap<>();

    /** Static initializers have run and are none. */
    void add(ClassNode host, MethodNode old, MethodNode code, boolean fromFix, Cause cause) {
        if (!old.name.equals("<clinit>")) {
            functions.putIfAbsent(Function.key(host, old), new Function(host, old, code, fromFix, cause));
        }
    }

    /** One that something else draws in. */
    void draw(ClassNode host, MethodNode old, MethodNode code, boolean fromFix, String why) {
        add(host, old, code, fromFix, new Cause.Drawn(why));
    }

    boolean has(ClassNode host, MethodNode old) {
        return functions.containsKey(Function.key(host, old));
    }

    List<Function> all() {
        return List.copyOf(functions.values());
    }
}
