package org.klp4j.agent.lift;

import java.util.HashSet;
import java.util.Set;
import org.klp4j.format.CompanionImage;
import org.objectweb.asm.ClassReader;

/** The superclass and interfaces a companion names. */
final class Supertypes {
    private Supertypes() {}

    static Set<String> of(CompanionImage companion) {
        ClassReader reader = new ClassReader(companion.bytes());
        Set<String> names = new HashSet<>();
        names.add(reader.getSuperName().replace('/', '.'));
        for (String type : reader.getInterfaces()) {
            names.add(type.replace('/', '.'));
        }
        return names;
    }
}
