package org.klp4j.builder.plan;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * Fields in which a method keeps what it has computed: maps and references it fills, and values it makes at the first
 * call. When the method changes, what is in them is still what the old code made.
 */
final class Caches {
    private static final Pattern HOLDER =
            Pattern.compile("L(?:.*[/$])?\\w*(?:Map|Cache|ThreadLocal|Reference|Hashtable);");

    private static final Set<String> FILLS = Set.of(
            "put", "putIfAbsent", "putAll", "computeIfAbsent", "compute", "merge", "set", "lazySet", "compareAndSet");

    private Caches() {}

    /** The fields a method fills, as {@code owner.name} with dots. */
    static Set<String> filledBy(ClassNode host, MethodNode method) {
        Set<String> fields = new TreeSet<>();
        if (method.name.startsWith("<") || method.instructions.size() == 0) {
            return fields;
        }
        try {
            Frame<SourceValue>[] frames = new Analyzer<>(new FieldReads()).analyze(host.name, method);
            for (int i = 0; i < frames.length; i++) {
                if (frames[i] != null) {
                    look(method.instructions.get(i), frames[i], frames, method, fields);
                }
            }
        } catch (AnalyzerException | RuntimeException odd) { // code of a kind no compiler makes: nothing to warn of
            return fields;
        }
        return fields;
    }

    private static void look(
            AbstractInsnNode at,
            Frame<SourceValue> frame,
            Frame<SourceValue>[] frames,
            MethodNode method,
            Set<String> fields) {
        if (at instanceof MethodInsnNode call
                && call.getOpcode() != Opcodes.INVOKESTATIC
                && FILLS.contains(call.name)) {
            int arguments = Type.getArgumentTypes(call.desc).length;
            SourceValue receiver = frame.getStack(frame.getStackSize() - 1 - arguments);
            add(receiver, field -> HOLDER.matcher(field.desc).matches(), fields);
        } else if (at.getOpcode() == Opcodes.PUTSTATIC || at.getOpcode() == Opcodes.PUTFIELD) {
            FieldInsnNode written = (FieldInsnNode) at;
            for (int i = 0; i < frames.length; i++) {
                int opcode = method.instructions.get(i).getOpcode();
                if (frames[i] != null && (opcode == Opcodes.IFNULL || opcode == Opcodes.IFNONNULL)) {
                    add(frames[i].getStack(frames[i].getStackSize() - 1), read -> same(read, written), fields);
                }
            }
        }
    }

    private static boolean same(FieldInsnNode read, FieldInsnNode written) {
        return read.owner.equals(written.owner) && read.name.equals(written.name) && read.desc.equals(written.desc);
    }

    private static void add(SourceValue value, Function<FieldInsnNode, Boolean> wanted, Set<String> fields) {
        for (AbstractInsnNode origin : value.insns) {
            if (origin instanceof FieldInsnNode field && wanted.apply(field)) {
                fields.add(field.owner.replace('/', '.') + "." + field.name);
            }
        }
    }

    /** Follows a value through variables and casts to the field it was read from; of others it knows nothing. */
    private static final class FieldReads extends SourceInterpreter {
        FieldReads() {
            super(Opcodes.ASM9);
        }

        @Override
        public SourceValue copyOperation(AbstractInsnNode instruction, SourceValue value) {
            return value;
        }

        @Override
        public SourceValue newOperation(AbstractInsnNode instruction) {
            return field(instruction, super.newOperation(instruction));
        }

        @Override
        public SourceValue unaryOperation(AbstractInsnNode instruction, SourceValue value) {
            return instruction.getOpcode() == Opcodes.CHECKCAST
                    ? value
                    : field(instruction, super.unaryOperation(instruction, value));
        }

        @Override
        public SourceValue binaryOperation(AbstractInsnNode instruction, SourceValue first, SourceValue second) {
            return field(instruction, super.binaryOperation(instruction, first, second));
        }

        @Override
        public SourceValue naryOperation(AbstractInsnNode instruction, List<? extends SourceValue> values) {
            return field(instruction, super.naryOperation(instruction, values));
        }

        private static SourceValue field(AbstractInsnNode instruction, SourceValue value) {
            return instruction instanceof FieldInsnNode ? value : new SourceValue(value.size);
        }
    }

    /** Warns of what the methods of a class that share the code of changed ones have filled. */
    static void warn(ClassNode host, Set<String> changed, Function<String, String> home, PlanReport report) {
        List<MethodNode> methods = host.methods.stream()
                .filter(method -> changed.contains(home.apply(method.name)))
                .toList();
        for (MethodNode method : methods) {
            for (String field : filledBy(host, method)) {
                report.warn("'" + field + "' keeps what the old code of '" + host.name.replace('/', '.') + "."
                        + home.apply(method.name)
                        + "' put there: new code goes on using it, unless --callbacks clear it");
            }
        }
    }
}
