package org.klp4j.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether copies of a library under other names, as shading makes them, are patched too. */
final class CopiesOption {
    @Option(names = "--no-copies", description = "leave relocated (shaded) copies of the patched classes alone")
    private boolean none;

    /** The parameters of the module, with what this option says. */
    List<String> with(List<String> parameters) {
        List<String> all = new ArrayList<>(parameters);
        if (none) {
            all.add("copies=0");
        }
        return all;
    }
}
