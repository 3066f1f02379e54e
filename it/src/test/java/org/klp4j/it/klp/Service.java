package org.klp4j.it.klp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** The service fixture: an application of actors, and versions of its library. */
public final class Service {
    private static final Fixture LIBRARY = Fixture.of("service", "actors", "support");

    private final Path directory;

    /** Puts its jars and modules there. */
    public Service(Path directory) {
        this.directory = directory;
    }

    /** Application and library of one version. */
    public Path jar(int version) {
        Path jar = directory.resolve("service-" + version + ".jar");
        return jar.toFile().exists() ? jar : LIBRARY.version(version).jar(jar);
    }

    /** The module that takes version 1 to this one. */
    public Modules.Built module(int version) throws Exception {
        return Modules.build("fix_" + version, jar(1), jar(version), directory);
    }

    /** Starts version 1. */
    public TargetJvm start(Jdk jdk, String... flags) {
        List<String> all = new ArrayList<>(List.of("-Xmx256m"));
        all.addAll(List.of(flags));
        return TargetJvm.of(jdk)
                .flags(all.toArray(String[]::new))
                .classPath(jar(1))
                .main("service.Main")
                .start();
    }
}
