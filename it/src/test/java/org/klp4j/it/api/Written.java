package org.klp4j.it.api;

import java.nio.file.Path;
import org.klp4j.it.fixture.Fixture;

/** Hand-written modules out of {@code src/test/fixtures/written}. */
final class Written {
    private static final Path API = Path.of(System.getProperty("klp.home"), "lib/api/klp4j-api.jar");

    private Written() {}

    /** The module of that init class, which takes the parameters {@code mode}, {@code target} and {@code result}. */
    static Path module(Path directory, String name, String initClass, boolean livepatch) {
        return Fixture.of("written")
                .against(API)
                .manifest("Klp-Format", "1")
                .manifest("Klp-Name", name)
                .manifest("Klp-Init", "written." + initClass)
                .manifest("Klp-Parameters", "mode,target,result")
                .manifest(livepatch ? "Livepatch" : "Klp-Description", livepatch ? "Y" : "not marked")
                .jar(directory.resolve(name + ".klp.jar"));
    }
}
