package org.klp4j.agent.lift;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;

/** The classes that the code of a class file names, by binary name: those the JVM may look for when it runs. */
final class Mentions {
    private static final int CLASS = 7;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_TYPE = 16;
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([^;]+);");

    private Mentions() {}

    static Set<String> of(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        char[] buffer = new char[reader.getMaxStringLength()];
        Set<String> names = new HashSet<>();
        for (int i = 1; i < reader.getItemCount(); i++) {
            int item = reader.getItem(i);
            int tag = item == 0 ? 0 : reader.readByte(item - 1);
            if (tag == CLASS || tag == METHOD_TYPE) {
                add(reader.readUTF8(item, buffer), names);
            } else if (tag == NAME_AND_TYPE) {
                add(reader.readUTF8(item + 2, buffer), names);
            }
        }
        return names;
    }

    /** An internal name, an array, or a descriptor. */
    private static void add(String type, Set<String> names) {
        if (type.startsWith("[") || type.indexOf(';') >= 0) {
            Matcher inside = IN_DESCRIPTOR.matcher(type);
            while (inside.find()) {
                names.add(inside.group(1).replace('/', '.'));
            }
        } else {
            names.add(type.replace('/', '.'));
        }
    }
}
