package org.klp4j.builder.plan;

import java.util.List;
import java.util.Set;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The methods that serialization finds by name in a class, whoever else calls them. */
final class SerializationMethods {
    private static final Set<String> PRIVATE = Set.of(
            "readObject(Ljava/io/ObjectInputStream;)V",
            "writeObject(Ljava/io/ObjectOutputStream;)V",
            "readObjectNoData()V");
    private static final Set<String> INHERITED =
            Set.of("readResolve()Ljava/lang/Object;", "writeReplace()Ljava/lang/Object;");

    private static final String SERIALIZABLE = "java/io/Serializable";

    private SerializationMethods() {}

    /** Whether streams find this method. */
    static boolean is(ClassNode owner, MethodNode method, View view) {
        String signature = method.name + method.desc;
        int unseen = Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
        boolean plain = (owner.access & (Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM)) == 0
                && (method.access & unseen) == 0
                && view.isSubtype(owner.name, SERIALIZABLE);
        if (!plain) {
            return false;
        }
        boolean byFields = !"java/lang/Record".equals(owner.superName)
                && !view.isSubtype(owner.name, "java/io/Externalizable")
                && (method.access & Opcodes.ACC_PRIVATE) != 0;
        return INHERITED.contains(signature) || (byFields && PRIVATE.contains(signature));
    }

    /** The two through which streams can be made to refuse a class: the one for writing, the one for reading. */
    static List<MethodNode> refusing() {
        return List.of(
                new MethodNode(Opcodes.ACC_PUBLIC, "writeReplace", "()Ljava/lang/Object;", null, null),
                new MethodNode(Opcodes.ACC_PRIVATE, "readObject", "(Ljava/io/ObjectInputStream;)V", null, null));
    }

    /** Whether a class that was serializable is so no longer, by nothing it inherits either. */
    static boolean ceased(ClassNode was, ClassNode now, View before, View after) {
        boolean known = after.supertypes(now.name).stream()
                .allMatch(type -> (type.superName == null || after.find(type.superName) != null)
                        && type.interfaces.stream().allMatch(face -> after.find(face) != null));
        return known && before.isSubtype(was.name, SERIALIZABLE) && !after.isSubtype(now.name, SERIALIZABLE);
    }
}
