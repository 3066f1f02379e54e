package org.klp4j.builder.lift;

import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Rewrites the code of one method so that it refers only to what the running classes and the module's own classes
 * offer, and only in ways its place is allowed to. Whatever it may not do itself becomes a static call.
 */
final class Rewriter {
    private final Lifting lifting;
    private final Place place;
    private final View source;
    private final MethodNode code;
    private final Access access;
    private final Receivers receivers;

    /**
     * A rewriter of one method.
     *
     * @param source the program the code was compiled for
     * @param code changed in place
     */
    Rewriter(Lifting lifting, Place place, View source, MethodNode code) {
        this.lifting = lifting;
        this.place = place;
        this.source = source;
        this.code = code;
        this.access = new Access(lifting, place);
        this.receivers = new Receivers(place.here(), code);
    }

    void rewrite() {
        receivers.analyze();
        for (AbstractInsnNode at : code.instructions.toArray()) {
            if (at instanceof FieldInsnNode field) {
                field(field);
            } else if (at instanceof MethodInsnNode call) {
                method(call);
            } else if (at instanceof InvokeDynamicInsnNode indy) {
                dynamic(indy);
            } else if (at instanceof LdcInsnNode ldc) {
                constant(ldc);
            }
        }
        code.maxStack += 2;
        TypeMentions.of(code, name -> lifting.need(name, place.host()));
    }

    private void field(FieldInsnNode insn) {
        FieldMember target = source.field(insn.owner, insn.name, insn.desc);
        FieldMember removed = target == null ? lifting.before().field(insn.owner, insn.name, insn.desc) : null;
        if (removed != null && lifting.before().owns(removed.owner().name)) {
            existingField(insn, removed); // what old objects hold and the fix has no name for
            return;
        }
        if (target == null || !source.owns(target.owner().name)) {
            outsideField(insn, target);
            return;
        }
        String owner = target.owner().name;
        if (lifting.isAdded(owner)) {
            if (target.is(Opcodes.ACC_PRIVATE) && !place.here().equals(owner)) {
                lifting.widen(owner, insn.name, insn.desc);
            }
            return;
        }
        if (target.isStatic() && lifting.isRedirected(owner, insn.name, insn.desc)) {
            insn.owner = lifting.statics(owner).field(target);
            return;
        }
        FieldMember old = oldField(insn, target);
        if (old != null) {
            existingField(insn, old);
        } else if (target.isStatic()) {
            insn.owner = lifting.statics(owner).field(target);
        } else {
            shadowField(insn, target);
        }
    }

    private @Nullable FieldMember oldField(FieldInsnNode insn, FieldMember target) {
        FieldMember old = lifting.before().field(target.owner().name, insn.name, insn.desc);
        return old == null || old.isStatic() != target.isStatic() ? null : old;
    }

    private void shadowField(FieldInsnNode insn, FieldMember target) {
        boolean put = insn.getOpcode() == Opcodes.PUTFIELD;
        ShadowClass shadow = lifting.shadow(target);
        code.instructions.set(insn, put ? shadow.setter() : shadow.getter());
    }

    private void existingField(FieldInsnNode insn, FieldMember old) {
        boolean put = insn.getOpcode() == Opcodes.PUTFIELD || insn.getOpcode() == Opcodes.PUTSTATIC;
        boolean own = place.woven() && place.here().equals(old.owner().name);
        boolean finalPut = put && old.is(Opcodes.ACC_FINAL) && !(own && code.name.equals("<init>"));
        if (finalPut || !access.allowed(old.owner(), old.field().access)) {
            linkField(insn, old);
        }
    }

    private void outsideField(FieldInsnNode insn, @Nullable FieldMember target) {
        if (target != null && !access.allowed(target.owner(), target.field().access)) {
            linkField(insn, target);
        } else if (target == null && access.inheritedUnseen(insn.owner)) {
            boolean isStatic = insn.getOpcode() == Opcodes.GETSTATIC || insn.getOpcode() == Opcodes.PUTSTATIC;
            linkField(insn, lifting.link(place.host()), isStatic, insn.owner);
        }
    }

    private void linkField(FieldInsnNode insn, FieldMember member) {
        linkField(insn, lifting.link(access.linkHost(member.owner())), member.isStatic(), member.owner().name);
    }

    private void linkField(FieldInsnNode insn, LinkClass link, boolean isStatic, String owner) {
        boolean put = insn.getOpcode() == Opcodes.PUTFIELD || insn.getOpcode() == Opcodes.PUTSTATIC;
        code.instructions.set(
                insn,
                put
                        ? link.put(isStatic, owner, insn.name, insn.desc)
                        : link.get(isStatic, owner, insn.name, insn.desc));
    }

    /** A class literal of compilers before 5, or {@code Class.forName} of a constant: an added class has another name. */
    private void literal(MethodInsnNode call) {
        boolean named =
                call.name.equals("class$") || (call.name.equals("forName") && call.owner.equals("java/lang/Class"));
        if (named
                && call.getOpcode() == Opcodes.INVOKESTATIC
                && call.desc.equals("(Ljava/lang/String;)Ljava/lang/Class;")
                && Code.previous(call) instanceof LdcInsnNode ldc
                && ldc.cst instanceof String text) {
            String name = text.replace('.', '/');
            String type =
                    name.startsWith("[") ? Type.getType(name).getElementType().getInternalName() : name;
            if (lifting.isAdded(type)) {
                lifting.need(type, place.host());
                ldc.cst = name.replace(type, lifting.naming().added(type)).replace('/', '.');
            }
        }
    }

    private void method(MethodInsnNode call) {
        literal(call);
        if (call.owner.startsWith("[")) {
            return;
        }
        CallerSensitive.refuseAddedField(lifting, call);
        if (!place.woven() && !lifting.isAdded(place.here()) && CallerSensitive.is(call)) {
            boolean isStatic = call.getOpcode() == Opcodes.INVOKESTATIC;
            LinkClass link = lifting.link(place.host());
            code.instructions.set(call, link.invokeAsHost(isStatic, call.owner, call.name, call.desc));
            return;
        }
        MethodMember target = source.method(call.owner, call.name, call.desc);
        if (target == null) {
            unseenMethod(call);
            return;
        }
        boolean constructor = call.name.equals("<init>");
        if (constructor && receivers.isThis(call)) {
            ownConstructor(call, target);
            return;
        }
        if (!source.owns(target.owner().name)) {
            existingMethod(call, target);
        } else if (lifting.isAdded(target.owner().name)) {
            if (target.is(Opcodes.ACC_PRIVATE) && !place.here().equals(target.owner().name)) {
                lifting.widen(target.owner().name, call.name, call.desc);
            }
        } else {
            MethodMember old = access.counterpart(call, target);
            if (old != null) {
                existingMethod(call, old);
            } else if (constructor) {
                receivers.replaceNew(call, lifting.liftedConstructor(target));
            } else {
                code.instructions.set(call, lifting.lifted(target, call.getOpcode() == Opcodes.INVOKESPECIAL));
            }
        }
    }

    /** A method of a class that is not known: protected, it may be, and then only the host may call it. */
    private void unseenMethod(MethodInsnNode call) {
        if (call.itf || call.name.startsWith("<") || !access.inheritedUnseen(call.owner)) {
            return;
        }
        LinkClass link = lifting.link(place.host());
        code.instructions.set(
                call,
                switch (call.getOpcode()) {
                    case Opcodes.INVOKESTATIC -> link.invokeStatic(call.owner, call.name, call.desc);
                    case Opcodes.INVOKESPECIAL -> link.invokeSpecial(call.owner, call.name, call.desc);
                    default -> link.invokeVirtual(call.owner, call.name, call.desc);
                });
    }

    /** {@code this(…)} or {@code super(…)}: must be called from here, by an instruction that may. */
    private void ownConstructor(MethodInsnNode call, MethodMember target) {
        String owner = target.owner().name;
        if (!target.is(Opcodes.ACC_PRIVATE) || owner.equals(place.here())) {
            return;
        }
        if (lifting.isAdded(owner)) {
            lifting.widen(owner, call.name, call.desc);
        } else if (!access.allowed(target.owner(), target.method().access)) {
            throw new NotCarried("added class '" + place.here().replace('/', '.') + "' calls private constructor '"
                    + owner.replace('/', '.') + Descriptors.parameters(call.desc) + "' of its superclass");
        }
    }

    private void existingMethod(MethodInsnNode call, MethodMember old) {
        boolean privateMethod = old.is(Opcodes.ACC_PRIVATE);
        boolean own = place.woven() && place.here().equals(old.owner().name);
        switch (call.getOpcode()) {
            case Opcodes.INVOKESPECIAL -> {
                if (call.name.equals("<init>")) {
                    if (!access.allowed(old.owner(), old.method().access)) {
                        LinkClass link = lifting.link(access.linkHost(old.owner()));
                        receivers.replaceNew(call, link.construct(old.owner().name, call.desc));
                    }
                } else if (!privateMethod) {
                    superCall(call, old);
                } else if (!own && !place.here().equals(old.owner().name)) {
                    linkCall(call, old);
                }
            }
            case Opcodes.INVOKESTATIC -> {
                if (!access.allowed(old.owner(), old.method().access)) {
                    linkCall(call, old);
                } else if (call.itf && !place.hasInterfaceCode()) {
                    call(around(call, call.name, call.desc), call);
                }
            }
            default -> {
                if (own && privateMethod) {
                    call.setOpcode(Opcodes.INVOKESPECIAL);
                } else if (!access.allowed(old.owner(), old.method().access)) {
                    linkCall(call, old);
                }
            }
        }
    }

    private void superCall(MethodInsnNode call, MethodMember old) {
        if (lifting.isDispatched(old)) {
            code.instructions.set(call, lifting.lifted(old, true));
        } else if (!place.woven() && !lifting.isAdded(place.here())) {
            String owner = lifting.before().find(call.owner) == null ? old.owner().name : call.owner;
            code.instructions.set(call, lifting.link(place.host()).invokeSpecial(owner, call.name, call.desc));
        }
    }

    private void linkCall(MethodInsnNode call, MethodMember old) {
        LinkClass link = lifting.link(access.linkHost(old.owner()));
        String owner = old.owner().name;
        code.instructions.set(
                call,
                old.isStatic()
                        ? link.invokeStatic(owner, call.name, call.desc)
                        : link.invokeVirtual(owner, call.name, call.desc));
    }

    private void dynamic(InvokeDynamicInsnNode indy) {
        if (!place.hasInvokeDynamic()) {
            call(around(indy, indy.name, indy.desc), indy);
            return;
        }
        Handles handles = new Handles(lifting, place, source, access);
        indy.bsm = handles.rewritten(indy.bsm);
        // a copy of an instruction shares the array with the fixed class, which the next plan reads again
        Object[] arguments = new Object[indy.bsmArgs.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = handles.rewritten(indy.bsmArgs[i]);
        }
        indy.bsmArgs = arguments;
    }

    private void constant(LdcInsnNode ldc) {
        String type = Constants.typeOf(ldc.cst);
        if (Constants.needsThunk(ldc.cst, place)) {
            call(around(ldc, "constant", "()" + type), ldc);
        } else {
            ldc.cst = new Handles(lifting, place, source, access).rewritten(ldc.cst);
        }
    }

    /** A lifted method that does what the instruction does, for a class file too old to hold it. */
    private MethodInsnNode around(AbstractInsnNode insn, String name, String descriptor) {
        CodeClass holder = lifting.code(place.host());
        String free = holder.nameFor("thunk " + System.identityHashCode(insn) + name, name, descriptor);
        MethodNode method = Code.around(free, descriptor, insn.clone(new java.util.HashMap<>()));
        new Rewriter(lifting, lifting.liftedPlace(place.host()), source, method).rewrite();
        holder.add(method);
        return new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), free, descriptor, false);
    }

    private void call(MethodInsnNode replacement, AbstractInsnNode insn) {
        code.instructions.set(insn, replacement);
    }
}
