package org.klp4j.builder.lift;

import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** What code at one place may refer to, in the running program. */
final class Access {
    private final Lifting lifting;
    private final Place place;

    Access(Lifting lifting, Place place) {
        this.lifting = lifting;
        this.place = place;
    }

    /** Whether the JVM lets code at the place use a member with these flags (JVMS 5.4.4). */
    boolean allowed(ClassNode owner, int flags) {
        if ((flags & Opcodes.ACC_PUBLIC) != 0) {
            return true;
        }
        if ((flags & Opcodes.ACC_PRIVATE) != 0) {
            return place.here().equals(owner.name) || (place.woven() && nestmates(owner));
        }
        if (place.samePackage(owner.name)) {
            return true;
        }
        boolean inherits = place.woven() || lifting.isAdded(place.here());
        return (flags & Opcodes.ACC_PROTECTED) != 0 && inherits && subtype(owner.name);
    }

    private boolean subtype(String owner) {
        View view = place.woven() ? lifting.before() : lifting.after();
        return view.isSubtype(place.here(), owner);
    }

    /** Running classes keep their nest, whatever is woven into them. */
    private boolean nestmates(ClassNode owner) {
        ClassNode here = lifting.before().ownClass(place.here());
        return here != null
                && nest(here).equals(nest(owner))
                && (here.nestHostClass != null || here.nestMembers != null);
    }

    private static String nest(ClassNode node) {
        return node.nestHostClass == null ? node.name : node.nestHostClass;
    }

    /**
     * Whether code lifted out of its host refers, by this owner, to what the host inherits from a class that is not known:
     * it may be protected, and the place is no subclass.
     */
    boolean inheritedUnseen(String owner) {
        if (place.woven() || lifting.isAdded(place.here())) {
            return false;
        }
        for (ClassNode type : lifting.after().supertypes(place.host())) {
            if (type.name.equals(owner) || owner.equals(type.superName)) {
                return true;
            }
        }
        return false;
    }

    /** Whose rights a link to a member of this class needs. */
    String linkHost(ClassNode owner) {
        return lifting.before().owns(owner.name) ? owner.name : place.host();
    }

    /**
     * What a call in new code reaches in the running program; null when it must be lifted.
     *
     * @param target what the call resolves to in the program it was compiled for
     */
    @Nullable
    MethodMember counterpart(MethodInsnNode call, MethodMember target) {
        return counterpart(call.owner, call.getOpcode() == Opcodes.INVOKESPECIAL, target);
    }

    @Nullable
    MethodMember counterpart(String refOwner, boolean special, MethodMember target) {
        View before = lifting.before();
        String start = before.owns(refOwner) ? refOwner : target.owner().name;
        String name = target.method().name;
        MethodMember old = before.method(start, name, target.method().desc);
        if (old == null || old.isStatic() != target.isStatic()) {
            return null;
        }
        boolean sameOwner = old.owner().name.equals(target.owner().name);
        if (sameOwner) {
            return special && target.hasCode() && !old.hasCode() ? null : old;
        }
        if (target.isConstructor() || special || target.isStatic() || old.is(Opcodes.ACC_PRIVATE)) {
            return null;
        }
        // an added override of a method of the jar is reached through that method's prologue
        return before.owns(old.owner().name) ? old : null;
    }
}
