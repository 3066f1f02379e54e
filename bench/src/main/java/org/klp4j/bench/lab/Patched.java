package org.klp4j.bench.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.format.KlpException;

/** Makes modules. */
public final class Patched {
    private Patched() {}

    /** Builds {@code folder/name.klp.jar} from two jars; {@code only} empty carries every difference. */
    public static Path module(Path folder, String name, Path old, Path fixed, List<String> only)
            throws IOException, KlpException {
        Path module = Build.run(BuildRequest.draft()
                        .jar(old, fixed)
                        .only(only)
                        .name(name)
                        .output(folder.resolve(name + ".klp.jar"))
                        .build())
                .module();
        if (module == null) {
            throw new IOException("module '" + name + "' does not build");
        }
        return module;
    }
}
