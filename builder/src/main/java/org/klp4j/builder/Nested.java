package org.klp4j.builder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.builder.input.Archives;
import org.klp4j.format.KlpException;

/** Puts the files that were taken out of archives into a request. */
final class Nested {
    private Nested() {}

    static BuildRequest resolved(BuildRequest request, Archives archives) throws KlpException {
        List<JarPair> pairs = new ArrayList<>();
        for (JarPair pair : request.jars()) {
            Path fix = pair.newJar();
            Path old = fix == null ? pair.oldJar() : archives.fixedBy(pair.oldJar(), fix);
            pairs.add(new JarPair(archives.file(old), fix == null ? null : archives.file(fix)));
        }
        List<Path> classPath = new ArrayList<>();
        for (Path jar : request.classPath()) {
            classPath.add(archives.file(jar));
        }
        return new BuildRequest(
                pairs,
                request.sources(),
                request.diff(),
                request.sourceJars(),
                classPath,
                request.only(),
                request.exclude(),
                request.withCallers(),
                request.leaveOutRefused(),
                request.acceptedRules(),
                request.callbacks(),
                request.relocations(),
                request.listings(),
                request.name(),
                request.version(),
                request.description(),
                request.output());
    }
}
