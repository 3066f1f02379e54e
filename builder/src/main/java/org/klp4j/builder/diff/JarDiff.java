package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.klp4j.builder.input.ClassFile;
import org.klp4j.builder.input.JarClasses;

/** Every difference between the classes of two jars, in the order of class names. */
public final class JarDiff {
    private JarDiff() {}

    /** The differences. */
    public static List<Change> of(JarClasses oldJar, JarClasses newJar) {
        List<Change> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(oldJar.names());
        names.addAll(newJar.names());
        for (String name : names) {
            ClassFile before = oldJar.find(name);
            ClassFile after = newJar.find(name);
            if (before == null) {
                changes.add(new Change(ChangeKind.CLASS_ADDED, name, "", "", ""));
            } else if (after == null) {
                changes.add(new Change(ChangeKind.CLASS_REMOVED, name, "", "", ""));
            } else {
                changes.addAll(ClassDiff.of(before, after));
            }
        }
        return changes;
    }
}
