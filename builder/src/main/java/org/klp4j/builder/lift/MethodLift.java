package org.klp4j.builder.lift;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.MethodMember;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Lifts methods the running class does not have into static methods of the host's code class. */
final class MethodLift {
    private final Lifting lifting;

    MethodLift(Lifting lifting) {
        this.lifting = lifting;
    }

    /**
     * A static call of the lifted method.
     *
     * @param direct the very method, as {@code super} would call it; otherwise overrides of it count
     */
    MethodInsnNode call(MethodMember member, boolean direct) {
        String host = member.owner().name;
        MethodNode method = member.method();
        CodeClass holder = lifting.code(host);
        String descriptor = member.isStatic() ? method.desc : LinkClass.withReceiver(host, method.desc);
        List<ClassNode> overriders = direct || fixed(member) ? List.of() : Overrides.of(member, lifting.after());
        if (overriders.isEmpty() && member.hasCode()) {
            return plain(holder, member, descriptor);
        }
        String key = "virtual " + method.name + method.desc;
        boolean known = holder.knows(key);
        String name = holder.nameFor(key, method.name, descriptor);
        lifting.origins().mention(holder.key(name, descriptor));
        if (!known) {
            lifting.later(holder.key(name, descriptor), () -> {
                MethodInsnNode own = member.hasCode() ? plain(holder, member, descriptor) : null;
                refuseStrangers(member);
                holder.add(new Dispatch(lifting).method(name, descriptor, member, overriders, own));
            });
        }
        return new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), name, descriptor, false);
    }

    /** A class outside the jars cannot have the method; asked for it, its objects could only fail to link. */
    private static void refuseStrangers(MethodMember member) {
        ClassNode owner = member.owner();
        boolean closed = (owner.access & Opcodes.ACC_PUBLIC) == 0 || owner.permittedSubclasses != null;
        if (!member.hasCode() && !closed) {
            throw new NotCarried("it calls '" + owner.name.replace('/', '.') + "." + member.method().name
                    + "', which the fix adds without code, and classes outside the jars may implement '"
                    + owner.name.substring(owner.name.lastIndexOf('/') + 1) + "' without it");
        }
    }

    private static boolean fixed(MethodMember member) {
        return member.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL);
    }

    private MethodInsnNode plain(CodeClass holder, MethodMember member, String descriptor) {
        MethodNode method = member.method();
        if (!member.hasCode()) {
            throw new NotCarried("method '" + member.owner().name.replace('/', '.') + "." + method.name
                    + "' is native or abstract and the running class has none");
        }
        String key = (member.isStatic() ? "static " : "plain ") + method.name + method.desc;
        boolean known = holder.knows(key);
        String name = holder.nameFor(key, method.name, descriptor);
        lifting.origins().mention(holder.key(name, descriptor));
        if (!known) {
            lifting.later(holder.key(name, descriptor), () -> lift(holder, member, name, descriptor));
        }
        return new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), name, descriptor, false);
    }

    private void lift(CodeClass holder, MethodMember member, String name, String descriptor) {
        MethodNode code = Code.copy(member.method(), CodeClass.METHOD, name, descriptor);
        String host = member.owner().name;
        new Rewriter(lifting, lifting.liftedPlace(host), lifting.after(), code).rewrite();
        if (member.is(Opcodes.ACC_SYNCHRONIZED)) {
            code.name = holder.nameFor("body " + name + descriptor, name + "$body", descriptor);
            lifting.origins().mention(holder.key(code.name, descriptor));
            MethodNode wrapper = Code.staticMethod(name, descriptor);
            MethodInsnNode body = new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), code.name, descriptor, false);
            @Nullable Type monitor = member.isStatic() ? Type.getObjectType(host) : null;
            Synchronization.wrap(wrapper, Code.parametersFrame(descriptor), monitor, body);
            holder.add(wrapper);
        }
        holder.add(code);
        lifting.fact("'" + host.replace('/', '.') + "." + member.method().name + "' lifted into '"
                + holder.name().replace('/', '.') + "'");
    }
}
