package org.klp4j.builder.lift;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * One class per host that holds the static fields the fix adds and those to which it gives another initial value.
 * Its own initializer is the part of the fixed initializer that gives them their values; it runs when new code first
 * needs one of them, in a thread that runs new code.
 */
final class StaticsClass {
    private final Lifting lifting;
    private final String host;
    private final ClassNode source;
    private final ClassNode node = new ClassNode();
    private final Set<String> wanted = new TreeSet<>();
    private final Set<String> declared = new HashSet<>();
    private int finished;

    StaticsClass(Lifting lifting, String host, ClassNode source) {
        this.lifting = lifting;
        this.host = host;
        this.source = source;
        node.version = source.version;
        node.access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        node.name = lifting.naming().statics(host);
        node.superName = "java/lang/Object";
        node.sourceFile = source.sourceFile;
    }

    ClassNode node() {
        return node;
    }

    /** The class that holds a field: this one. */
    String field(FieldMember member) {
        declare(member.field());
        return node.name;
    }

    private void declare(FieldNode field) {
        String key = Initializer.key(field.name, field.desc);
        if (wanted.add(key) && declared.add(key)) {
            int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | (field.access & Opcodes.ACC_VOLATILE);
            node.fields.add(new FieldNode(access, field.name, field.desc, null, field.value));
            lifting.fact("static field '" + host.replace('/', '.') + "." + field.name + "' held by '"
                    + node.name.replace('/', '.') + "'");
        }
    }

    /** Makes the initializer; again when more fields are wanted since. */
    boolean finish() {
        if (finished == wanted.size()) {
            return false;
        }
        Initializer initializer = Initializer.of(source);
        Initializer.Slice slice = initializer.slice(wanted);
        while (addMissing(slice)) {
            slice = initializer.slice(wanted);
        }
        finished = wanted.size();
        node.methods.clear();
        MethodNode code = slice.code();
        Set<String> held = new HashSet<>(wanted);
        held.addAll(slice.writes());
        for (String key : slice.writes()) {
            if (declared.add(key)) {
                int colon = key.indexOf(':');
                node.fields.add(new FieldNode(
                        Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
                        key.substring(0, colon),
                        key.substring(colon + 1),
                        null,
                        null));
            }
        }
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof FieldInsnNode field
                    && field.owner.equals(host)
                    && held.contains(Initializer.key(field.name, field.desc))
                    && field.getOpcode() <= Opcodes.PUTSTATIC) {
                field.owner = node.name;
            }
        }
        EnumConstants.renumber(lifting, source, node.name, code);
        if (code.instructions.size() > 1) {
            MethodNode repaired = source.version % 0x10000 >= Opcodes.V1_6
                    ? FrameRepair.repaired(lifting.after(), node.name, "java/lang/Object", code)
                    : code;
            Place place = new Place(node.name, host, false, source.version & 0xffff);
            new Rewriter(lifting, place, lifting.after(), repaired).rewrite();
            repaired.access = Opcodes.ACC_STATIC;
            node.methods.add(repaired);
        }
        return true;
    }

    /** Fields the slice reads and the running class does not have, or has with another value. */
    private boolean addMissing(Initializer.Slice slice) {
        boolean grew = false;
        for (String key : slice.reads()) {
            int colon = key.indexOf(':');
            String name = key.substring(0, colon);
            String descriptor = key.substring(colon + 1);
            FieldNode now = View.declaredField(source, name, descriptor);
            ClassNode running = lifting.before().ownClass(host);
            boolean missing = View.declaredField(running, name, descriptor) == null
                    || lifting.isRedirected(host, name, descriptor);
            if (now != null && missing && !wanted.contains(key)) {
                declare(now);
                grew = true;
            }
        }
        return grew;
    }
}
