package org.klp4j.builder.plan;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.klp4j.format.NeedImage;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The references of new code that the code it replaces did not have. What the running class referred to already may be
 * missing in a target that never gets there, and that is no affair of the patch.
 */
final class Needs {
    private static final Set<String> POLYMORPHIC =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private final Set<NeedImage> needs = new LinkedHashSet<>();
    private final Predicate<String> ownClass;

    /** Collects for a module; {@code ownClass} tells by internal name what it brings along itself. */
    Needs(Predicate<String> ownClass) {
        this.ownClass = ownClass;
    }

    /**
     * Adds the references of new code for a running class. A class beside those it refers to already, which other code of
     * the program refers to, comes and goes with them.
     *
     * @param host internal name of the running class
     * @param replaced its class file
     * @param optional tells by internal name what the running program can do without
     */
    void addBody(String host, byte[] code, byte[] replaced, Predicate<String> optional) {
        Set<String> packages = new HashSet<>();
        references(replaced).forEach(reference -> packages.add(packageOf(reference.owner())));
        add(host, code, replaced, name -> packages.contains(packageOf(name)) && optional.test(name));
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /**
     * Adds the references of a class file.
     *
     * @param host internal name of the running class it belongs to
     * @param replaced class file of the running class; empty when there is none
     * @param optional tells by internal name what the running program can do without
     */
    void add(String host, byte[] code, byte[] replaced, Predicate<String> optional) {
        Set<Reference> old = replaced.length == 0 ? Set.of() : references(replaced);
        Set<String> oldClasses = new HashSet<>();
        old.forEach(reference -> oldClasses.add(reference.owner()));
        for (Reference reference : references(code)) {
            boolean covered =
                    old.contains(reference) || (reference.name().isEmpty() && oldClasses.contains(reference.owner()));
            boolean hook = reference.owner().startsWith("java/lang/Klp");
            if (!covered && !hook && !ownClass.test(reference.owner()) && !optional.test(reference.owner())) {
                needs.add(new NeedImage(
                        host.replace('/', '.'),
                        reference.owner().replace('/', '.'),
                        reference.name(),
                        reference.descriptor(),
                        reference.isStatic()));
            }
        }
    }

    List<NeedImage> all() {
        return List.copyOf(needs);
    }

    /** One symbolic reference; {@code name} is empty for one to the class. */
    private record Reference(String owner, String name, String descriptor, boolean isStatic) {}

    private static Set<Reference> references(byte[] code) {
        Set<Reference> found = new LinkedHashSet<>();
        ClassReader reader = new ClassReader(code);
        String self = reader.getClassName();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public void visit(
                            int version,
                            int access,
                            String name,
                            String signature,
                            String superName,
                            String[] interfaces) {
                        if (!superName.equals("java/lang/Object")) {
                            found.add(new Reference(superName, "", "", false));
                        }
                        for (String type : interfaces) {
                            found.add(new Reference(type, "", "", false));
                        }
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new Collector(self, found);
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return found;
    }

    /** Takes down what the instructions of a method refer to. */
    private static final class Collector extends MethodVisitor {
        private final String self;
        private final Set<Reference> found;

        Collector(String self, Set<Reference> found) {
            super(Opcodes.ASM9);
            this.self = self;
            this.found = found;
        }

        private void add(String owner, String name, String descriptor, boolean isStatic) {
            if (!owner.startsWith("[") && !POLYMORPHIC.contains(owner) && !(owner.equals(self) && name.isEmpty())) {
                found.add(new Reference(owner, name, descriptor, isStatic));
            }
        }

        private void type(Type type) {
            Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
            if (element.getSort() == Type.OBJECT) {
                add(element.getInternalName(), "", "", false);
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            type(Type.getObjectType(type));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            add(owner, name, descriptor, opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            add(owner, name, descriptor, opcode == Opcodes.INVOKESTATIC);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            handle(bootstrap);
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        private void constant(Object value) {
            if (value instanceof Handle handle) {
                handle(handle);
            } else if (value instanceof Type type && type.getSort() != Type.METHOD) {
                type(type);
            }
        }

        private void handle(Handle handle) {
            int tag = handle.getTag();
            boolean isStatic =
                    tag == Opcodes.H_INVOKESTATIC || tag == Opcodes.H_GETSTATIC || tag == Opcodes.H_PUTSTATIC;
            add(handle.getOwner(), handle.getName(), handle.getDesc(), isStatic);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            type(Type.getType(descriptor));
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
            if (type != null) {
                add(type, "", "", false);
            }
        }
    }
}
