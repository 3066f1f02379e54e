package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Who calls a method, as far as the jars tell: by its own name, or through a method of the jars that it overrides.
 * With its callers in the patch, a thread inside one of them runs old callee and old caller, or new ones, never a mix.
 */
final class Callers {
    private final View view;
    private final References references;

    Callers(View view, References references) {
        this.view = view;
        this.references = references;
    }

    /** The direct callers of a running method, itself left out. */
    List<MethodMember> of(ClassNode owner, MethodNode method) {
        Set<MethodMember> callers = new LinkedHashSet<>();
        for (ClassNode type : declarers(owner, method)) {
            callers.addAll(references.ofMethod(type.name, method));
        }
        callers.remove(new MethodMember(owner, method));
        return List.copyOf(callers);
    }

    private List<ClassNode> declarers(ClassNode owner, MethodNode method) {
        if (method.name.startsWith("<")) {
            return List.of(owner);
        }
        List<ClassNode> found = new ArrayList<>();
        for (ClassNode type : view.supertypes(owner.name)) {
            if (type.equals(owner)
                    || (view.owns(type.name) && View.declaredMethod(type, method.name, method.desc) != null)) {
                found.add(type);
            }
        }
        return found;
    }
}
