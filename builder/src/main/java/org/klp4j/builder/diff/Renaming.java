package org.klp4j.builder.diff;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.function.Function;
import org.klp4j.builder.input.ClassFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;

/**
 * Gives classes the names that numbered types and methods have got. Few classes mention any of them; the constant pool
 * shows which may, and only those are copied.
 */
final class Renaming extends Remapper {
    private static final int UTF8 = 1;
    private static final String DELIMITERS = "/;<>.:()[";

    private final Map<String, String> types;
    private final Map<String, String> methods;
    private final Set<String> simpleNames = new HashSet<>();
    private final Set<String> methodNames = new HashSet<>();
    private final boolean unpackaged;

    /** Types by internal name; methods by {@code owner.name(desc)R}, to their simple name. All have a dollar. */
    Renaming(Map<String, String> types, Map<String, String> methods) {
        super(Opcodes.ASM9);
        this.types = types;
        this.methods = methods;
        unpackaged = types.keySet().stream().anyMatch(name -> name.indexOf('/') < 0);
        types.keySet().forEach(name -> simpleNames.add(name.substring(1 + name.lastIndexOf('/'))));
        methods.keySet().forEach(key -> methodNames.add(key.substring(1 + key.indexOf('.'), key.indexOf('('))));
    }

    /**
     * All of them under their names now, sorted by these.
     *
     * @param file the class file of each as it was before any renaming, by its name in {@code classes}
     */
    Map<String, ClassNode> of(Map<String, ClassNode> classes, Function<String, ClassFile> file) {
        if (types.isEmpty() && methods.isEmpty()) {
            return classes;
        }
        Map<String, ClassNode> out = new TreeMap<>();
        classes.values().parallelStream()
                .map(node -> mayMention(file.apply(node.name).bytes()) ? copy(node) : node)
                .toList()
                .forEach(node -> out.put(node.name, node));
        return out;
    }

    private ClassNode copy(ClassNode node) {
        ClassNode copy = new ClassNode();
        node.accept(new ClassRemapper(copy, this));
        return copy;
    }

    /** False when the class surely mentions none of the names. */
    private boolean mayMention(byte[] classFile) {
        if (unpackaged) {
            return true; // in a descriptor nothing sets such a name apart
        }
        ClassReader pool = new ClassReader(classFile);
        for (int i = 1; i < pool.getItemCount(); i++) {
            int at = pool.getItem(i);
            if (at > 0
                    && classFile[at - 1] == UTF8
                    && mayMention(classFile, at + Short.BYTES, pool.readUnsignedShort(at))) {
                return true;
            }
        }
        return false;
    }

    private boolean mayMention(byte[] bytes, int start, int length) {
        boolean dollar = false;
        boolean foreign = false; // not plain ASCII, or a member of a generic class, which is written without the dollar
        for (int i = start; i < start + length; i++) {
            dollar |= bytes[i] == '$';
            foreign |= bytes[i] < 0 || (bytes[i] == '.' && i > start && bytes[i - 1] == '>');
        }
        return foreign || (dollar && mayMention(new String(bytes, start, length, StandardCharsets.US_ASCII)));
    }

    private boolean mayMention(String text) {
        if (methodNames.contains(text)) {
            return true;
        }
        StringTokenizer parts = new StringTokenizer(text, DELIMITERS);
        while (parts.hasMoreTokens()) {
            if (simpleNames.contains(parts.nextToken())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String map(String name) {
        return types.getOrDefault(name, name);
    }

    @Override
    public String mapMethodName(String owner, String name, String descriptor) {
        return methods.isEmpty() ? name : methods.getOrDefault(owner + "." + name + descriptor, name);
    }
}
