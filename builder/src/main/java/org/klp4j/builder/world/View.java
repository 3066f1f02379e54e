package org.klp4j.builder.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** One state of the program: the classes of the patched jars in that state, and behind them the class path. */
public final class View {
    private final Map<String, ClassNode> own;
    private final Map<String, ClassNode> byName;
    private final ClassPath path;

    /** A view of these classes, by internal name, before those of the path. */
    public View(Map<String, ClassNode> own, ClassPath path) {
        this.own = own;
        this.byName = new HashMap<>(own);
        this.path = path;
    }

    /** The classes of the patched jars. */
    public Map<String, ClassNode> own() {
        return own;
    }

    /** A class of the patched jars; null when they have none of that name. */
    public @Nullable ClassNode ownClass(String name) {
        return byName.get(name);
    }

    /** Any class; null when it is nowhere. */
    public @Nullable ClassNode find(String name) {
        ClassNode found = byName.get(name);
        return found == null ? path.find(name) : found;
    }

    /** Whether a class is nowhere, though a jar of the class path has others of its package. */
    public boolean lacks(String name) {
        return find(name) == null && path.hasPackageOf(name);
    }

    /** Whether a class belongs to the patched jars. */
    public boolean owns(String name) {
        return byName.containsKey(name);
    }

    /** The field declared by exactly this class. */
    public static @Nullable FieldNode declaredField(@Nullable ClassNode owner, String name, String descriptor) {
        if (owner != null) {
            for (FieldNode field : owner.fields) {
                if (field.name.equals(name) && field.desc.equals(descriptor)) {
                    return field;
                }
            }
        }
        return null;
    }

    /** The method declared by exactly this class. */
    public static @Nullable MethodNode declaredMethod(@Nullable ClassNode owner, String name, String descriptor) {
        if (owner != null) {
            for (MethodNode method : owner.methods) {
                if (method.name.equals(name) && method.desc.equals(descriptor)) {
                    return method;
                }
            }
        }
        return null;
    }

    /** Resolves a field reference (JVMS 5.4.3.2). */
    public @Nullable FieldMember field(String owner, String name, String descriptor) {
        ClassNode start = find(owner);
        FieldNode own = declaredField(start, name, descriptor);
        if (start != null && own != null) {
            return new FieldMember(start, own); // nearly always
        }
        for (ClassNode type : supertypes(owner)) {
            FieldNode field = declaredField(type, name, descriptor);
            if (field != null) {
                return new FieldMember(type, field);
            }
        }
        return null;
    }

    /** Resolves a method reference (JVMS 5.4.3.3 and 5.4.3.4); the most specific default wins over an abstract one. */
    public @Nullable MethodMember method(String owner, String name, String descriptor) {
        ClassNode start = find(owner);
        if (start == null) {
            return null;
        }
        if (name.startsWith("<")) {
            MethodNode method = declaredMethod(start, name, descriptor);
            return method == null ? null : new MethodMember(start, method);
        }
        for (ClassNode type = start; type != null; type = type.superName == null ? null : find(type.superName)) {
            MethodNode method = declaredMethod(type, name, descriptor);
            if (method != null) {
                return new MethodMember(type, method);
            }
        }
        return interfaceMethod(start, name, descriptor);
    }

    private @Nullable MethodMember interfaceMethod(ClassNode start, String name, String descriptor) {
        MethodMember best = null;
        for (ClassNode type : supertypes(start.name)) {
            MethodNode method = declaredMethod(type, name, descriptor);
            if (method != null && (type.access & Opcodes.ACC_INTERFACE) != 0) {
                MethodMember member = new MethodMember(type, method);
                boolean better = best == null
                        || (!best.hasCode() && member.hasCode())
                        || (best.hasCode() == member.hasCode() && isSubtype(type.name, best.owner().name));
                best = better ? member : best;
            }
        }
        return best != null ? best : objectMethod(start, name, descriptor);
    }

    /** An interface has the public methods of Object too. */
    private @Nullable MethodMember objectMethod(ClassNode start, String name, String descriptor) {
        ClassNode object = find("java/lang/Object");
        MethodNode method = declaredMethod(object, name, descriptor);
        if (object == null || method == null || (start.access & Opcodes.ACC_INTERFACE) == 0) {
            return null;
        }
        return new MethodMember(object, method);
    }

    /** The class itself, then its superclasses nearest first, then all their interfaces. Missing ones are skipped. */
    public List<ClassNode> supertypes(String name) {
        List<ClassNode> classes = new ArrayList<>();
        Deque<String> interfaces = new ArrayDeque<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String at = name; at != null && seen.add(at); ) {
            ClassNode node = find(at);
            if (node == null) {
                break;
            }
            classes.add(node);
            interfaces.addAll(node.interfaces);
            at = node.superName;
        }
        while (!interfaces.isEmpty()) {
            String at = interfaces.poll();
            ClassNode node = seen.add(at) ? find(at) : null;
            if (node != null) {
                classes.add(node);
                interfaces.addAll(node.interfaces);
            }
        }
        return classes;
    }

    /** Whether one class is the other or a subtype of it, as far as known. */
    public boolean isSubtype(String sub, String type) {
        if (sub.equals(type) || type.equals("java/lang/Object")) {
            return true;
        }
        for (ClassNode node : supertypes(sub)) {
            if (node.name.equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** The classes of the patched jars that are proper subtypes of a class, by name. */
    public List<ClassNode> ownSubtypes(String type) {
        return own.values().stream()
                .filter(node -> !node.name.equals(type) && isSubtype(node.name, type))
                .toList();
    }
}
