package org.klp4j.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the jars of the demo lie: {@code lib/demo} is the service's class path, {@code lib/demo/fix} holds the fix. */
final class DemoJars {
    private final Path home;

    DemoJars(Path home) throws Surprise {
        this.home = home;
        for (Path jar : new Path[] {vulnerable(), fixed()}) {
            if (!Files.isRegularFile(jar)) {
                throw new Surprise("the demo's jar '" + jar + "' is missing; build klp4j with 'mvn package' first");
            }
        }
    }

    Path service() {
        return home.resolve("lib/demo");
    }

    Path vulnerable() {
        return shown(service().resolve("log4j-core-2.14.1.jar"));
    }

    Path fixed() {
        return shown(service().resolve("fix/log4j-core-2.12.2.jar"));
    }

    /** The way a user would type it: relative where it lies below the working directory. */
    private static Path shown(Path jar) {
        Path here = Path.of("").toAbsolutePath();
        Path whole = jar.toAbsolutePath().normalize();
        return whole.startsWith(here) ? here.relativize(whole) : whole;
    }
}
