package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Which running methods of the jars refer to which members of the jars. */
final class References {
    private final View view;
    private final Map<String, List<MethodMember>> users = new HashMap<>();

    References(View view) {
        this.view = view;
        for (ClassNode node : view.own().values()) {
            for (MethodNode method : node.methods) {
                scan(new MethodMember(node, method));
            }
        }
    }

    private void scan(MethodMember user) {
        for (AbstractInsnNode at : user.method().instructions) {
            if (at instanceof FieldInsnNode field && view.owns(field.owner)) {
                FieldMember target = view.field(field.owner, field.name, field.desc);
                if (target != null) {
                    note(target.owner().name + "." + field.name + ":" + field.desc, user);
                }
            } else if (at instanceof MethodInsnNode call) {
                method(call.owner, call.name, call.desc, user);
            } else if (at instanceof InvokeDynamicInsnNode indy) {
                for (Object argument : indy.bsmArgs) {
                    if (argument instanceof Handle handle && handle.getDesc().startsWith("(")) {
                        method(handle.getOwner(), handle.getName(), handle.getDesc(), user);
                    }
                }
            }
        }
    }

    private void method(String owner, String name, String descriptor, MethodMember user) {
        MethodMember target = view.owns(owner) ? view.method(owner, name, descriptor) : null;
        if (target != null && view.owns(target.owner().name)) {
            note(target.owner().name + "." + name + descriptor, user);
        }
    }

    private void note(String key, MethodMember user) {
        List<MethodMember> list = users.computeIfAbsent(key, k -> new ArrayList<>());
        if (list.isEmpty() || !list.get(list.size() - 1).equals(user)) {
            list.add(user);
        }
    }

    /** The methods that use a field. */
    List<MethodMember> ofField(String owner, String name, String descriptor) {
        return users.getOrDefault(owner + "." + name + ":" + descriptor, List.of());
    }

    /** The methods that call a method. */
    List<MethodMember> ofMethod(String owner, MethodNode method) {
        return users.getOrDefault(owner + "." + method.name + method.desc, List.of());
    }
}
