package org.klp4j.agent.weave;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.MethodBody;
import org.klp4j.weave.PatchClass;
import org.klp4j.weave.Refusal;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A body that calls a function of a hand-written module. The call goes through a companion class in the package and
 * loader of the patched class, since that loader knows nothing of the module's.
 */
public final class CallBody implements ReplacementBody {
    private static final Type ANY = Type.getType(Object.class);

    private final Callee callee;
    private final Trampolines trampolines;

    /** A body that calls {@code callee}. */
    public CallBody(Callee callee, Trampolines trampolines) {
        this.callee = callee;
        this.trampolines = trampolines;
    }

    @Override
    public MethodBody.Replacement bind(Subject subject, ClassSymbols.Symbol function) throws Refusal {
        String name = subject.symbols.binaryName() + "." + function.key();
        if (function.key().name().equals("<init>")) {
            throw new Refusal("constructor '" + name + "' cannot be replaced by a function; build the module");
        }
        String host = subject.symbols.className();
        String type = type(host, function);
        refuseOtherType(name, type);
        if (!callee.see(subject.copy.className(), subject.copy.loader())) {
            throw new Refusal("class " + subject.copy + " is another copy than the one the module's code refers to");
        }
        if (!subject.loading) {
            link();
        }
        String companion =
                trampolines.define(callee, subject.copy, function.key().name(), type);
        PatchClass source = new PatchClass(body(host, subject.symbols.majorVersion(), function, companion, type));
        return source.method(function.key());
    }

    private void link() throws Refusal {
        try {
            callee.link();
        } catch (ReflectiveOperationException | LinkageError missing) {
            throw new Refusal("function '" + callee.symbol() + "' cannot be linked: " + missing, missing);
        }
    }

    private static String type(String host, ClassSymbols.Symbol function) {
        String descriptor = function.key().descriptor();
        boolean instance = (function.access() & Opcodes.ACC_STATIC) == 0;
        return instance ? "(L" + host + ";" + descriptor.substring(1) : descriptor;
    }

    private void refuseOtherType(String function, String wanted) throws Refusal {
        Type[] needed = Type.getArgumentTypes(wanted);
        Type[] given = Type.getArgumentTypes(callee.descriptor());
        boolean fits = needed.length == given.length
                && fits(Type.getReturnType(wanted), Type.getReturnType(callee.descriptor()));
        for (int i = 0; fits && i < needed.length; i++) {
            fits = fits(needed[i], given[i]);
        }
        if (!fits) {
            throw new Refusal("function '" + callee.symbol() + callee.descriptor() + "' cannot replace '" + function
                    + "': it must be of type '" + wanted + "', or Object for what it cannot name");
        }
    }

    private static boolean fits(Type needed, Type given) {
        return needed.equals(given) || (given.equals(ANY) && needed.getSort() >= Type.ARRAY);
    }

    /** A class like the host whose one method calls the companion; straight code, so it needs no frames. */
    private static byte[] body(
            String host, int majorVersion, ClassSymbols.Symbol function, String companion, String type) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(majorVersion, Opcodes.ACC_PUBLIC, host, null, "java/lang/Object", null);
        String name = function.key().name();
        MethodVisitor code =
                writer.visitMethod(function.access(), name, function.key().descriptor(), null, null);
        code.visitCode();
        loadArguments(code, type);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, companion, name, type, false);
        code.visitInsn(Type.getReturnType(type).getOpcode(Opcodes.IRETURN));
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    static void loadArguments(MethodVisitor code, String type) {
        int slot = 0;
        for (Type argument : Arrays.asList(Type.getArgumentTypes(type))) {
            code.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
            slot += argument.getSize();
        }
    }

    @Override
    public @Nullable String oldHash() {
        return null;
    }

    @Override
    public @Nullable String newHash() {
        return null;
    }

    @Override
    public String toString() {
        return callee.symbol();
    }
}
