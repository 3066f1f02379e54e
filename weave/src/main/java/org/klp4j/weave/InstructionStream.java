package org.klp4j.weave;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the code of one method in a form in which equal code gives equal bytes. A label is a number given at its
 * first mention by an instruction or by the exception table; where it stands is told at the end, as the index of
 * the instruction that follows it, so labels that only debug information mentions leave no trace.
 */
final class InstructionStream extends MethodVisitor {
    /** Not opcodes. */
    private static final int HANDLER = 0xfe;

    private static final int PLACES = 0xff;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Map<Label, Integer> numbers = new IdentityHashMap<>();
    private final List<Label> mentioned = new ArrayList<>();
    private final Map<Label, Integer> places = new IdentityHashMap<>();
    private final Consumer<byte[]> done;
    private int instructions;
    private boolean code;

    /** @param done receives the stream at the end of the method, if it has code */
    InstructionStream(Consumer<byte[]> done) {
        super(ClassFiles.API);
        this.done = done;
    }

    @Override
    public void visitCode() {
        code = true;
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        tag(HANDLER);
        label(start);
        label(end);
        label(handler);
        text(type == null ? "" : type);
    }

    @Override
    public void visitLabel(Label label) {
        places.put(label, instructions);
    }

    @Override
    public void visitInsn(int opcode) {
        instruction(opcode);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        instruction(opcode);
        number(operand);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        instruction(opcode);
        number(variable);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        instruction(opcode);
        text(type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        instruction(opcode);
        member(owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        instruction(opcode);
        member(owner, name, descriptor);
        tag(isInterface ? 'I' : 'C');
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        instruction(Opcodes.INVOKEDYNAMIC);
        text(name);
        text(descriptor);
        bootstrap(bootstrap, arguments);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        instruction(opcode);
        label(label);
    }

    @Override
    public void visitLdcInsn(Object value) {
        instruction(Opcodes.LDC);
        constant(value);
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
        instruction(Opcodes.IINC);
        number(variable);
        number(increment);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
        instruction(Opcodes.TABLESWITCH);
        number(min);
        number(max);
        label(otherwise);
        labels(labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
        instruction(Opcodes.LOOKUPSWITCH);
        label(otherwise);
        number(keys.length);
        for (int key : keys) {
            number(key);
        }
        labels(labels);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        instruction(Opcodes.MULTIANEWARRAY);
        text(descriptor);
        number(dimensions);
    }

    @Override
    public void visitEnd() {
        if (!code) {
            return;
        }
        tag(PLACES);
        for (Label label : mentioned) {
            number(places.getOrDefault(label, -1));
        }
        number(instructions);
        done.accept(bytes.toByteArray());
    }

    private void instruction(int opcode) {
        instructions++;
        tag(opcode);
    }

    private void labels(Label[] labels) {
        for (Label label : labels) {
            label(label);
        }
    }

    private void label(Label label) {
        Integer known = numbers.putIfAbsent(label, mentioned.size());
        if (known == null) {
            known = mentioned.size();
            mentioned.add(label);
        }
        number(known);
    }

    private void member(String owner, String name, String descriptor) {
        text(owner);
        text(name);
        text(descriptor);
    }

    private void bootstrap(Handle method, Object[] arguments) {
        constant(method);
        number(arguments.length);
        for (Object argument : arguments) {
            constant(argument);
        }
    }

    /** Numbers by their bits: two NaNs may differ only in bits no Java program can tell apart, so those are folded. */
    private void constant(Object value) {
        if (value instanceof Integer i) {
            tag('i');
            number(i);
        } else if (value instanceof Float f) {
            tag('f');
            number(Float.floatToIntBits(f));
        } else if (value instanceof Long l) {
            tag('l');
            wideNumber(l);
        } else if (value instanceof Double d) {
            tag('d');
            wideNumber(Double.doubleToLongBits(d));
        } else if (value instanceof String s) {
            tag('s');
            text(s);
        } else if (value instanceof Type t) {
            tag(t.getSort() == Type.METHOD ? 'm' : 't');
            text(t.getDescriptor());
        } else if (value instanceof Handle h) {
            tag('h');
            number(h.getTag());
            member(h.getOwner(), h.getName(), h.getDesc());
            tag(h.isInterface() ? 'I' : 'C');
        } else if (value instanceof ConstantDynamic c) {
            tag('c');
            text(c.getName());
            text(c.getDescriptor());
            Object[] arguments = new Object[c.getBootstrapMethodArgumentCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = c.getBootstrapMethodArgument(i);
            }
            bootstrap(c.getBootstrapMethod(), arguments);
        } else {
            throw new IllegalArgumentException("constant of unknown kind " + value.getClass());
        }
    }

    private void tag(int tag) {
        bytes.write(tag);
    }

    private void number(int value) {
        try {
            out.writeInt(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void wideNumber(long value) {
        number((int) (value >>> 32));
        number((int) value);
    }

    private void text(String text) {
        number(text.length());
        try {
            out.writeChars(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
