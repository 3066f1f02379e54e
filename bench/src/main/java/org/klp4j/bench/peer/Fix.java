package org.klp4j.bench.peer;

import java.nio.file.Path;
import java.util.List;

/**
 * One fix, in every form some tool wants it.
 *
 * @param folder where a tool may write files of its own
 * @param oldJar the vulnerable code
 * @param newJar the fixed code
 * @param oldClasses class files to go back to
 * @param newClasses class files that redefinition accepts
 * @param classes names of the classes that change
 * @param module for klp4j
 * @param rules for Byteman; empty when no rule expresses the fix
 */
public record Fix(
        Path folder,
        Path oldJar,
        Path newJar,
        Path oldClasses,
        Path newClasses,
        List<String> classes,
        Path module,
        String rules) {
    /** The module's name. */
    public String patch() {
        return module.getFileName().toString().replace(".klp.jar", "");
    }

    /** The class files, in the order of the classes. */
    public List<Path> files() {
        return classes.stream()
                .map(name -> newClasses.resolve(name.replace('.', '/') + ".class"))
                .toList();
    }
}
