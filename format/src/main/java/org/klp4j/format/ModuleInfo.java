package org.klp4j.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a module says about itself: the counterpart of a kernel module's {@code modinfo}.
 *
 * @param name module name, dashes already turned into underscores
 * @param version free text, empty when not given
 * @param srcversion hash of the module's content, upper-case hex, empty for hand-written modules that give none
 * @param description one line, empty when not given
 * @param author empty when not given
 * @param license empty when not given
 * @param depends names of modules that must be loaded before this one
 * @param parameters names of the parameters the module takes
 * @param livepatch whether the module carries the {@code Livepatch: Y} mark
 * @param initClass binary name of the class with {@code init} and {@code exit}; null for built modules
 */
public record ModuleInfo(
        String name,
        String version,
        String srcversion,
        String description,
        String author,
        String license,
        List<String> depends,
        List<String> parameters,
        boolean livepatch,
        @Nullable String initClass) {

    /** Copies the lists. */
    public ModuleInfo {
        depends = List.copyOf(depends);
        parameters = List.copyOf(parameters);
    }

    /** The information of a livepatch module made by the builder. */
    public static ModuleInfo built(String name, String version, String description) {
        return new ModuleInfo(name, version, "", description, "", "", List.of(), List.of(), true, null);
    }

    /** The same with another source version. */
    public ModuleInfo withSrcversion(String value) {
        return new ModuleInfo(
                name, version, value, description, author, license, depends, parameters, livepatch, initClass);
    }

    /** The name a module gets from a user's text: dashes become underscores, as in the kernel. */
    public static String nameOf(String text) {
        return text.replace('-', '_');
    }

    /** Whether a module may be called so: letters, digits, {@code _} and {@code .}, at most 55 characters. */
    public static boolean validName(String name) {
        return name.matches("[A-Za-z0-9_][A-Za-z0-9_.]{0,54}");
    }
}
