package org.klp4j.builder.diff;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** A whole class as text in which the numbers of nested classes do not count. */
final class ClassText {
    private ClassText() {}

    static String of(ClassNode node, Function<String, @Nullable ClassNode> find) {
        Canonical canonical = new Canonical(SyntheticNames::blanked, find);
        StringBuilder text = new StringBuilder();
        text.append(SyntheticNames.blanked(node.name)).append(' ').append(node.superName);
        text.append(' ').append(node.interfaces).append('\n');
        for (FieldNode field : node.fields) {
            text.append(field.access).append(' ').append(field.name).append(SyntheticNames.blanked(field.desc));
            text.append(' ').append(field.value).append('\n');
        }
        for (MethodNode method : node.methods) {
            if (!SyntheticNames.numbered(method)) {
                text.append(method.access).append(' ').append(method.name);
                text.append(SyntheticNames.blanked(method.desc)).append('\n');
                text.append(canonical.text(node, method)).append('\n');
            }
        }
        return text.toString();
    }
}
