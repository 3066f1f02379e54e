package org.klp4j.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/** What every neighbour's test needs: the service fixture, the jars that the build copied, and the full round. */
final class Neighbours {
    private static final Path JARS = Path.of(System.getProperty("klp.neighbours", "target/neighbours"));
    private static final Fixture SERVICE = Fixture.of("service", "actors", "support");

    private Neighbours() {}

    /** A jar of another project, e.g. {@code byteman.jar}. */
    static Path jar(String name) {
        return JARS.resolve(name).toAbsolutePath();
    }

    /** The service of one version. */
    static Path service(Path directory, int version) {
        Path jar = directory.resolve("service-" + version + ".jar");
        return jar.toFile().exists() ? jar : SERVICE.version(version).jar(jar);
    }

    /** From version 1 to 2. */
    static Modules.Built fix(Path directory) throws Exception {
        return Modules.build("fix_2", service(directory, 1), service(directory, 2), directory);
    }

    /** Load, disable, enable, disable, unload, with a look at what the service answers after each. */
    static void round(TargetJvm target, Session session, Path directory) throws Exception {
        target.ask("actor a platform");
        expect(target, 1);
        session.insmod(fix(directory));
        session.settle();
        expect(target, 2);
        session.disable("fix_2");
        session.settle();
        expect(target, 1);
        session.enable("fix_2");
        session.settle();
        expect(target, 2);
        session.disable("fix_2");
        session.settle();
        session.rmmod("fix_2");
        expect(target, 1);
    }

    static void expect(TargetJvm target, int version) {
        assertThat(target.ask("answer")).isEqualTo(Integer.toString(version));
        assertThat(target.ask("call a answer")).isEqualTo(Integer.toString(version));
        assertThat(target.ask("call a made")).isEqualTo(version + "" + version);
    }
}
