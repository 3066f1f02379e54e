package org.klp4j.builder.input;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Packages under other names, as shading puts a library into another jar: {@code com.foo=shaded.com.foo}. Applied to the
 * vulnerable and the fixed classes alike, they make a module for the copy. Text that is a name of such a package or
 * class is renamed too, as shading does.
 */
public final class Relocations {
    private final List<Map.Entry<String, String>> prefixes = new ArrayList<>();
    private final Remapper names = new Remapper(Opcodes.ASM9) {
        @Override
        public String map(String name) {
            return renamed(name);
        }

        @Override
        public Object mapValue(Object value) {
            return value instanceof String text ? text(text) : super.mapValue(value);
        }
    };

    /**
     * Parses.
     *
     * @throws KlpException {@code EINVAL} when a line is not {@code package=package}
     */
    public Relocations(List<String> lines) throws KlpException {
        for (String line : lines) {
            if (!line.matches("[\\p{L}\\w$]+(\\.[\\p{L}\\w$]+)*=[\\p{L}\\w$]+(\\.[\\p{L}\\w$]+)*")) {
                throw new KlpException(
                        Errno.EINVAL, "'" + line + "' is no relocation, expected 'com.foo=shaded.com.foo'");
            }
            String[] sides = line.replace('.', '/').split("=", 2);
            prefixes.add(Map.entry(sides[0], sides[1]));
        }
        prefixes.sort(Comparator.comparing(
                (Map.Entry<String, String> one) -> -one.getKey().length()));
    }

    /** A jar under the other names; the same when there are none. */
    public JarClasses of(JarClasses jar) {
        if (prefixes.isEmpty()) {
            return jar;
        }
        SortedMap<String, byte[]> renamed = new TreeMap<>();
        jar.names().forEach(name -> renamed.put(renamed(name), of(jar.bytes(name))));
        return JarClasses.made(jar.file(), renamed);
    }

    /** A class file under the other names. */
    public byte[] of(byte[] classFile) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile).accept(new ClassRemapper(writer, names), 0);
        return writer.toByteArray();
    }

    private String renamed(String name) {
        for (Map.Entry<String, String> prefix : prefixes) {
            if (name.equals(prefix.getKey()) || name.startsWith(prefix.getKey() + "/")) {
                return prefix.getValue() + name.substring(prefix.getKey().length());
            }
        }
        return name;
    }

    private String text(String text) {
        boolean dots = text.indexOf('.') >= 0 && text.indexOf('/') < 0;
        return dots ? renamed(text.replace('.', '/')).replace('/', '.') : renamed(text);
    }
}
