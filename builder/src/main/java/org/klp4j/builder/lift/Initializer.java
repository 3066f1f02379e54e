package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.diff.Canonical;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The static initializer of a class, cut into statements, so that the part that gives certain fields their values can
 * be run alone. A statement belongs to the part when it assigns one of the fields, or assigns or changes a local
 * variable or a field that a statement of the part uses.
 */
public final class Initializer {
    private static final int MAX_DEPTH = 4;

    private final ClassNode owner;
    private final @Nullable MethodNode code;
    private final List<Statement> statements;

    private Initializer(ClassNode owner, @Nullable MethodNode code, List<Statement> statements) {
        this.owner = owner;
        this.code = code;
        this.statements = statements;
    }

    /** The initializer of a class, perhaps an empty one. */
    public static Initializer of(ClassNode owner) {
        MethodNode code = View.declaredMethod(owner, "<clinit>", "()V");
        if (code == null) {
            return new Initializer(owner, null, List.of());
        }
        List<Statement> statements = new ArrayList<>();
        for (List<AbstractInsnNode> instructions : Statements.of(owner.name, code)) {
            statements.add(statement(owner, instructions));
        }
        return new Initializer(owner, code, statements);
    }

    /** How a field is named in a set. */
    public static String key(String name, String descriptor) {
        return name + ":" + descriptor;
    }

    /** The static fields it assigns. */
    public Set<String> assigned() {
        Set<String> keys = new TreeSet<>();
        statements.forEach(statement -> keys.addAll(statement.writes));
        return keys;
    }

    /** The value a field gets, as text: equal text means equal code, also of the own methods called for it. */
    public String text(FieldNode field) {
        Set<String> wanted = Set.of(key(field.name, field.desc));
        Slice slice = slice(wanted);
        StringBuilder text = new StringBuilder(String.valueOf(field.value)).append('\n');
        text.append(Canonical.plain().text(owner, slice.code()));
        for (MethodNode called : slice.called()) {
            text.append('\n')
                    .append(called.name)
                    .append('\n')
                    .append(Canonical.plain().text(owner, called));
        }
        return text.toString();
    }

    /** The code that gives a field its value. */
    public MethodNode code(FieldNode field) {
        return slice(Set.of(key(field.name, field.desc))).code();
    }

    /**
     * A part of an initializer.
     *
     * @param code ends with {@code return}; its stack maps are to be computed
     * @param writes the static fields of the class it assigns, wanted ones and others
     * @param reads the static fields of the class it reads
     * @param called static methods of the class it calls
     */
    record Slice(MethodNode code, Set<String> writes, Set<String> reads, List<MethodNode> called) {}

    /** The part that gives these fields their values. */
    Slice slice(Set<String> fields) {
        Set<Statement> included = new LinkedHashSet<>();
        Set<Integer> locals = new HashSet<>();
        Set<String> wanted = new HashSet<>(fields);
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Statement statement : statements) {
                if (!included.contains(statement) && statement.concerns(wanted, locals)) {
                    included.add(statement);
                    locals.addAll(statement.localsRead);
                    locals.addAll(statement.localsWritten);
                    grew = true;
                }
            }
        }
        return cut(included);
    }

    private Slice cut(Set<Statement> included) {
        MethodNode method = Code.staticMethod("<clinit>", "()V");
        Set<String> writes = new TreeSet<>();
        Set<String> reads = new TreeSet<>();
        Set<MethodNode> called = new LinkedHashSet<>();
        if (code != null) {
            Set<AbstractInsnNode> kept = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
            included.forEach(statement -> kept.addAll(statement.instructions));
            MethodNode copy = Slices.keep(code, kept);
            method.instructions = copy.instructions;
            method.tryCatchBlocks = copy.tryCatchBlocks;
            method.maxLocals = copy.maxLocals;
            method.maxStack = copy.maxStack;
            for (Statement statement : included) {
                writes.addAll(statement.writes);
                reads.addAll(statement.reads);
                called.addAll(statement.called);
            }
        }
        method.access = Opcodes.ACC_STATIC;
        return new Slice(method, writes, reads, List.copyOf(called));
    }

    private static Statement statement(ClassNode owner, List<AbstractInsnNode> instructions) {
        Statement statement = new Statement(instructions);
        boolean effect = false;
        for (AbstractInsnNode at : instructions) {
            if (at instanceof FieldInsnNode field) {
                statement.field(owner, field);
                effect |= at.getOpcode() == Opcodes.PUTFIELD;
            } else if (at instanceof VarInsnNode var) {
                (at.getOpcode() >= Opcodes.ISTORE ? statement.localsWritten : statement.localsRead).add(var.var);
            } else if (at instanceof IincInsnNode iinc) {
                statement.localsWritten.add(iinc.var);
                statement.localsRead.add(iinc.var);
            } else if (at instanceof MethodInsnNode call) {
                effect = true;
                if (call.getOpcode() == Opcodes.INVOKESTATIC && call.owner.equals(owner.name)) {
                    call(owner, View.declaredMethod(owner, call.name, call.desc), statement, 0);
                }
            }
            effect |= at.getOpcode() >= Opcodes.IASTORE && at.getOpcode() <= Opcodes.SASTORE;
            statement.branches |= at.getType() == AbstractInsnNode.JUMP_INSN;
        }
        boolean assigns = !statement.writes.isEmpty() || !statement.localsWritten.isEmpty();
        statement.changesWhatItReads = effect && (!assigns || statement.branches);
        return statement;
    }

    /** A static method of the own class may assign fields for the initializer. */
    private static void call(ClassNode owner, @Nullable MethodNode method, Statement statement, int depth) {
        if (method == null || depth > MAX_DEPTH || !statement.called.add(method)) {
            return;
        }
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof FieldInsnNode field) {
                statement.field(owner, field);
            } else if (at instanceof MethodInsnNode call
                    && call.getOpcode() == Opcodes.INVOKESTATIC
                    && call.owner.equals(owner.name)) {
                call(owner, View.declaredMethod(owner, call.name, call.desc), statement, depth + 1);
            }
        }
    }

    private static final class Statement {
        final List<AbstractInsnNode> instructions;
        final Set<String> writes = new TreeSet<>();
        final Set<String> reads = new TreeSet<>();
        final Set<Integer> localsRead = new HashSet<>();
        final Set<Integer> localsWritten = new HashSet<>();
        final Set<MethodNode> called = new LinkedHashSet<>();
        boolean branches;
        boolean changesWhatItReads;

        Statement(List<AbstractInsnNode> instructions) {
            this.instructions = instructions;
        }

        void field(ClassNode owner, FieldInsnNode field) {
            if (field.owner.equals(owner.name)) {
                if (field.getOpcode() == Opcodes.PUTSTATIC) {
                    writes.add(key(field.name, field.desc));
                } else if (field.getOpcode() == Opcodes.GETSTATIC) {
                    reads.add(key(field.name, field.desc));
                }
            }
        }

        boolean concerns(Set<String> fields, Set<Integer> locals) {
            if (writes.stream().anyMatch(fields::contains)
                    || localsWritten.stream().anyMatch(locals::contains)) {
                return true;
            }
            return changesWhatItReads
                    && (reads.stream().anyMatch(fields::contains)
                            || localsRead.stream().anyMatch(locals::contains));
        }
    }
}
