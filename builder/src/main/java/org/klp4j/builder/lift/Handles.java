package org.klp4j.builder.lift;

import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/** Rewrites method handle constants, as lambdas and method references use them. */
final class Handles {
    private final Lifting lifting;
    private final Place place;
    private final View source;
    private final Access access;

    Handles(Lifting lifting, Place place, View source, Access access) {
        this.lifting = lifting;
        this.place = place;
        this.source = source;
        this.access = access;
    }

    Object rewritten(Object constant) {
        if (constant instanceof Handle handle) {
            return rewritten(handle);
        }
        if (constant instanceof ConstantDynamic dynamic) {
            Object[] arguments = new Object[dynamic.getBootstrapMethodArgumentCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = rewritten(dynamic.getBootstrapMethodArgument(i));
            }
            Handle bootstrap = rewritten(dynamic.getBootstrapMethod());
            return new ConstantDynamic(dynamic.getName(), dynamic.getDescriptor(), bootstrap, arguments);
        }
        return constant;
    }

    Handle rewritten(Handle handle) {
        if (handle.getTag() <= Opcodes.H_PUTSTATIC) {
            return handle;
        }
        MethodMember target = source.method(handle.getOwner(), handle.getName(), handle.getDesc());
        if (target == null) {
            return unseen(handle);
        }
        String owner = target.owner().name;
        if (source.owns(owner) && lifting.isAdded(owner)) {
            if (target.is(Opcodes.ACC_PRIVATE) && !place.here().equals(owner)) {
                lifting.widen(owner, handle.getName(), handle.getDesc());
            }
            return handle;
        }
        boolean special = handle.getTag() == Opcodes.H_INVOKESPECIAL && !target.is(Opcodes.ACC_PRIVATE);
        MethodMember old = source.owns(owner) ? access.counterpart(handle.getOwner(), special, target) : target;
        if (old == null) {
            return constructor(handle)
                    ? handleOf(lifting.liftedConstructor(target))
                    : handleOf(lifting.lifted(target, special));
        }
        return access.allowed(old.owner(), old.method().access) ? handle : linked(handle, old);
    }

    /** A method of a class that is not known. */
    private Handle unseen(Handle handle) {
        if (handle.isInterface() || constructor(handle) || !access.inheritedUnseen(handle.getOwner())) {
            return handle;
        }
        LinkClass link = lifting.link(place.host());
        return handleOf(
                switch (handle.getTag()) {
                    case Opcodes.H_INVOKESTATIC ->
                        link.invokeStatic(handle.getOwner(), handle.getName(), handle.getDesc());
                    case Opcodes.H_INVOKESPECIAL ->
                        link.invokeSpecial(handle.getOwner(), handle.getName(), handle.getDesc());
                    default -> link.invokeVirtual(handle.getOwner(), handle.getName(), handle.getDesc());
                });
    }

    private Handle linked(Handle handle, MethodMember old) {
        LinkClass link = lifting.link(access.linkHost(old.owner()));
        String owner = old.owner().name;
        if (constructor(handle)) {
            return handleOf(link.construct(owner, handle.getDesc()));
        }
        return handleOf(
                old.isStatic()
                        ? link.invokeStatic(owner, handle.getName(), handle.getDesc())
                        : link.invokeVirtual(owner, handle.getName(), handle.getDesc()));
    }

    private static boolean constructor(Handle handle) {
        return handle.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    }

    private static Handle handleOf(MethodInsnNode call) {
        return new Handle(Opcodes.H_INVOKESTATIC, call.owner, call.name, call.desc, false);
    }
}
