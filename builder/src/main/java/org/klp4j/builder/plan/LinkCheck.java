package org.klp4j.builder.plan;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The dry run of the links: whatever new code refers to must be there in the running program, as far as its classes
 * are known. A class that is nowhere on the class path given proves nothing, unless a jar there has its package; a known
 * class without the member does. What the user leaves out by name counts as missing.
 */
final class LinkCheck {
    private static final String POLYMORPHIC = "java/lang/invoke/";

    private final View running;
    private final Predicate<String> outside;
    private final Predicate<String> optional;
    private final Predicate<String> leftOut;
    private final Map<String, Set<String>> missing = new TreeMap<>();

    /**
     * Nothing is missing yet.
     *
     * @param outside whether a class that is nowhere in the running program is none the module brings along
     * @param optional whether the running program does without such a class already
     * @param leftOut whether the user names a class or member to be left out
     */
    LinkCheck(View running, Predicate<String> outside, Predicate<String> optional, Predicate<String> leftOut) {
        this.running = running;
        this.outside = outside;
        this.optional = optional;
        this.leftOut = leftOut;
    }

    /** Looks at what a class that these functions need extends and implements. */
    void supertypes(ClassNode node, Set<String> functions) {
        type(Type.getObjectType(node.superName), functions);
        node.interfaces.forEach(name -> type(Type.getObjectType(name), functions));
    }

    /** Looks at some code that these functions need. */
    void check(MethodNode code, Set<String> functions) {
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof MethodInsnNode call) {
                method(call.owner, call.name, call.desc, functions);
            } else if (at instanceof FieldInsnNode field) {
                field(field.owner, field.name, field.desc, functions);
            } else if (at instanceof TypeInsnNode type) {
                type(Type.getObjectType(type.desc), functions);
            } else if (at instanceof MultiANewArrayInsnNode array) {
                type(Type.getType(array.desc), functions);
            } else if (at instanceof LdcInsnNode constant) {
                constant(constant.cst, functions);
            } else if (at instanceof InvokeDynamicInsnNode indy) {
                constant(indy.bsm, functions);
                for (Object argument : indy.bsmArgs) {
                    constant(argument, functions);
                }
            }
        }
        for (TryCatchBlockNode block : code.tryCatchBlocks) {
            if (block.type != null) {
                type(Type.getObjectType(block.type), functions);
            }
        }
    }

    private void constant(Object value, Set<String> functions) {
        if (value instanceof Handle handle && handle.getDesc().startsWith("(")) {
            method(handle.getOwner(), handle.getName(), handle.getDesc(), functions);
        } else if (value instanceof Handle handle) {
            field(handle.getOwner(), handle.getName(), handle.getDesc(), functions);
        } else if (value instanceof Type type && type.getSort() != Type.METHOD) {
            type(type, functions);
        }
    }

    private void method(String owner, String name, String descriptor, Set<String> functions) {
        boolean there = running.method(owner, name, descriptor) != null;
        member(owner, name, name + Stubs.parameters(descriptor), there, functions);
    }

    private void field(String owner, String name, String descriptor, Set<String> functions) {
        member(owner, name, name, running.field(owner, name, descriptor) != null, functions);
    }

    private void member(String owner, String name, String text, boolean there, Set<String> functions) {
        type(Type.getObjectType(owner), functions);
        if (!there && !owner.startsWith("[") && !owner.startsWith(POLYMORPHIC)) {
            boolean unknown = running.find(owner) == null && outside.test(owner);
            if (known(owner) || (unknown && leftOut.test(dotted(owner) + "." + name))) {
                missing(dotted(owner) + "." + text, functions);
            }
        }
    }

    private void type(Type type, Set<String> functions) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() == Type.OBJECT) {
            String name = element.getInternalName();
            if (running.find(name) == null
                    && outside.test(name)
                    && (leftOut.test(dotted(name)) || (running.lacks(name) && !optional.test(name)))) {
                missing(dotted(name), functions);
            }
        }
    }

    /** The class and all it inherits from are known. */
    private boolean known(String owner) {
        if (running.find(owner) == null) {
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

    private void missing(String symbol, Set<String> functions) {
        missing.computeIfAbsent(symbol, unknown -> new TreeSet<>()).addAll(functions);
    }

    /** The classes and members that are not there, and the functions that need them. */
    Map<String, Set<String>> missing() {
        return missing;
    }
}
