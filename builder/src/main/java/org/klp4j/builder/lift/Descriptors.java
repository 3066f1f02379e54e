package org.klp4j.builder.lift;

import java.util.StringJoiner;
import org.objectweb.asm.Type;

/** Descriptors as people read them. */
final class Descriptors {
    private Descriptors() {}

    /** {@code (int, String)} for {@code (ILjava/lang/String;)V}. */
    static String parameters(String descriptor) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (Type type : Type.getArgumentTypes(descriptor)) {
            String name = type.getClassName();
            text.add(name.substring(name.lastIndexOf('.') + 1));
        }
        return text.toString();
    }
}
