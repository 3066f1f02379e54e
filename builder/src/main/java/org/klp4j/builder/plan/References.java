package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

    /** Who mentions a member of some name, in the order of the classes; made when first asked, which few builds do. */
    private @Nullable Map<String, List<MethodMember>> mentions;

    References(View view) {
        this.view = view;
    }

    /** The methods that use a field. */
    List<MethodMember> ofField(String owner, String name, String descriptor) {
        return mentions(name).stream()
                .filter(user -> usesField(user, owner, name, descriptor))
                .toList();
    }

    /** The methods that call a method. */
    List<MethodMember> ofMethod(String owner, MethodNode method) {
        return mentions(method.name).stream()
                .filter(user -> calls(user, owner, method.name, method.desc))
                .toList();
    }

    private List<MethodMember> mentions(String name) {
        Map<String, List<MethodMember>> known = mentions;
        if (known == null) {
            known = new HashMap<>();
            mentions = known;
            for (ClassNode node : view.own().values()) {
                for (MethodNode method : node.methods) {
                    scan(new MethodMember(node, method), known);
                }
            }
        }
        return known.getOrDefault(name, List.of());
    }

    private void scan(MethodMember user, Map<String, List<MethodMember>> found) {
        for (AbstractInsnNode at = user.method().instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof FieldInsnNode field && view.owns(field.owner)) {
                note(field.name, user, found);
            } else if (at instanceof MethodInsnNode call && view.owns(call.owner)) {
                note(call.name, user, found);
            } else if (at instanceof InvokeDynamicInsnNode indy) {
                for (Object argument : indy.bsmArgs) {
                    if (argument instanceof Handle handle && view.owns(handle.getOwner())) {
                        note(handle.getName(), user, found);
                    }
                }
            }
        }
    }

    private static void note(String name, MethodMember user, Map<String, List<MethodMember>> found) {
        List<MethodMember> users = found.computeIfAbsent(name, n -> new ArrayList<>());
        if (users.isEmpty() || !users.get(users.size() - 1).equals(user)) {
            users.add(user);
        }
    }

    private boolean usesField(MethodMember user, String owner, String name, String descriptor) {
        for (AbstractInsnNode at = user.method().instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof FieldInsnNode field && field.name.equals(name) && field.desc.equals(descriptor)) {
                FieldMember target = view.owns(field.owner) ? view.field(field.owner, name, descriptor) : null;
                if (target != null && target.owner().name.equals(owner)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean calls(MethodMember user, String owner, String name, String descriptor) {
        for (AbstractInsnNode at = user.method().instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof MethodInsnNode call
                    && call.name.equals(name)
                    && call.desc.equals(descriptor)
                    && resolvesTo(call.owner, name, descriptor, owner)) {
                return true;
            } else if (at instanceof InvokeDynamicInsnNode indy) {
                for (Object argument : indy.bsmArgs) {
                    if (argument instanceof Handle handle
                            && handle.getName().equals(name)
                            && handle.getDesc().equals(descriptor)
                            && resolvesTo(handle.getOwner(), name, descriptor, owner)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean resolvesTo(String from, String name, String descriptor, String owner) {
        MethodMember target = view.owns(from) ? view.method(from, name, descriptor) : null;
        return target != null && Objects.equals(target.owner().name, owner);
    }
}
