package org.klp4j.builder.plan;

import java.util.Set;
import org.klp4j.builder.world.View;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The methods that serialization finds by name in a class, whoever else calls them. */
final class SerializationMethods {
    private static final Set<String> SIGNATURES = Set.of(
            "readObject(Ljava/io/ObjectInputStream;)V",
            "writeObject(Ljava/io/ObjectOutputStream;)V",
            "readObjectNoData()V",
            "readResolve()Ljava/lang/Object;",
            "writeReplace()Ljava/lang/Object;");

    private SerializationMethods() {}

    static boolean is(ClassNode owner, MethodNode method, View view) {
        return SIGNATURES.contains(method.name + method.desc) && view.isSubtype(owner.name, "java/io/Serializable");
    }
}
