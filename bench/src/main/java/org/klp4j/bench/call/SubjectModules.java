package org.klp4j.bench.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.klp4j.format.KlpException;

/** The library as files, for benchmarks that run the command. */
public final class SubjectModules implements AutoCloseable {
    private final Library library;
    private final List<Path> modules;

    /** Builds two modules that may be loaded one after the other. */
    public SubjectModules() throws IOException, KlpException, ReflectiveOperationException {
        library = new Library(Library.VULNERABLE);
        modules = List.of(file(2), file(3));
    }

    private Path file(int release) throws IOException, KlpException {
        Path file = Files.createTempFile("subject_" + release + "-", ".klp.jar");
        return Files.write(file, library.module(release));
    }

    /** The jar to run. */
    public Path vulnerable() {
        return library.jar();
    }

    /** The modules. */
    public List<Path> two() {
        return modules;
    }

    @Override
    public void close() throws IOException {
        for (Path module : modules) {
            Files.delete(module);
        }
        library.close();
    }
}
