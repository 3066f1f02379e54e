package org.klp4j.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.OutputStream;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own module finder decides what is right. */
final class JarNamesTest {
    @TempDir
    private Path scratch;

    private static String byTheJdk(Path jar) {
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor().name();
    }

    static Stream<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(place -> place.toString().endsWith(".jar"));
    }

    @ParameterizedTest
    @MethodSource("classPath")
    void namesRealJarsAsTheJdkDoes(Path jar) throws Exception {
        assertThat(JarNames.of(jar.toUri().toURL())).isEqualTo(byTheJdk(jar));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log4j-core-2.14.1.jar",
                "commons-collections-3.2.1.jar",
                "foo_bar-baz-1.jar",
                "a.b--c-10.SNAPSHOT.jar",
                "with space-2.0.jar",
                "plain.jar",
                "plus+sign-1.jar",
                "jsr305-3.0.2.jar",
                "_odd_-7.jar"
            })
    void derivesNamesAsTheJdkDoes(String fileName) throws Exception {
        Path jar = jar(fileName, null);
        assertThat(JarNames.of(jar.toUri().toURL())).isEqualTo(byTheJdk(jar));
    }

    @Test
    void believesTheManifest() throws Exception {
        Path jar = jar("anything-1.0.jar", "org.example.declared");
        assertThat(JarNames.of(jar.toUri().toURL())).isEqualTo("org.example.declared");
    }

    @ParameterizedTest
    @CsvSource({
        "file:/gone/tomcat-embed-core-10.1.36.jar,           tomcat.embed.core",
        "file:/gone/app/classes/,                            classes",
        "jar:file:/gone/app.jar!/BOOT-INF/lib/foo-1.0.jar!/, foo",
    })
    void namesPlacesItCannotRead(String location, String name) throws Exception {
        assertThat(JarNames.of(new URL(location))).isEqualTo(name);
    }

    private Path jar(String fileName, String moduleName) throws Exception {
        Path jar = scratch.resolve(fileName);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (moduleName != null) {
            manifest.getMainAttributes().putValue("Automatic-Module-Name", moduleName);
        }
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }
}
