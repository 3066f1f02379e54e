package org.klp4j.api;

import org.jspecify.annotations.Nullable;

/** A loaded module, as itself and others see it. */
public interface ThisModule {
    /** The module's name. */
    String name();

    /** What it is going through. */
    ModuleState state();

    /** Logs one line, {@code name: text}, as {@code pr_info} does with the usual format. */
    void info(String text);

    /**
     * Creates a file in the control tree, as kernel modules do with {@code proc_create} and {@code sysfs_create_file}.
     * It goes with the module.
     *
     * @param path two or three names: {@code proc/NAME}, {@code kernel/DIRECTORY/NAME}
     * @param show makes the content; null for a file that cannot be read
     * @param store takes what is written; null for a file that cannot be written
     * @return 0; -EINVAL for another path; -EEXIST when the path is taken
     */
    int createFile(String path, @Nullable Show show, @Nullable Store store);

    /** Makes the content of a file. */
    @FunctionalInterface
    interface Show {
        /** The whole text, with its last newline. */
        String show() throws Exception;
    }

    /** Takes what is written to a file. */
    @FunctionalInterface
    interface Store {
        /** Returns 0 or a negative error number. */
        int store(String text) throws Exception;
    }
}
