package org.klp4j.it.klp;

import java.nio.file.Path;
import java.util.List;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.BuildResult;
import org.klp4j.builder.report.TextReport;
import org.klp4j.format.KlpException;

/** Livepatch modules as {@code klp build} makes them. */
public final class Modules {
    private Modules() {}

    /** A module file and the name it is loaded under. */
    public record Built(String name, Path jar) {}

    /** Builds the module that takes the code of one jar to that of the other. */
    public static Built build(String name, Path before, Path after, Path directory) throws KlpException {
        return build(name, before, after, directory, List.of());
    }

    /** The same, restricted to what the patterns name. */
    public static Built build(String name, Path before, Path after, Path directory, List<String> only)
            throws KlpException {
        Path output = directory.resolve(name + ".klp.jar");
        BuildResult result = Build.run(BuildRequest.draft()
                .jar(before, after)
                .only(only)
                .name(name)
                .output(output)
                .build());
        Path module = result.module();
        if (module == null) {
            throw new AssertionError("the builder refused: " + TextReport.of(result.report()));
        }
        return new Built(name, module);
    }
}
