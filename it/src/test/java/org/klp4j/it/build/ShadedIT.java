package org.klp4j.it.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.input.Archives;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.builder.input.Relocations;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Copies of a library that shading moved to other packages. */
final class ShadedIT {
    private static final String CODE =
            "package lib; public class Lib { public static String answer() { return new Part().text(); }"
                    + " static class Part { String text() { return Part.class.getName() + \" version 1\"; } } }";

    @TempDir
    private Path directory;

    /** What the module's hashes are compared with in the target: the agent's own ASM was moved by the shade plugin. */
    @Test
    void whatAShadePluginMovedHasTheHashesOfWhatRelocationMakes() throws Exception {
        Path original = Path.of(ClassReader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        JarClasses shaded = insideTheAgent();
        String moved = shaded.names().stream()
                .filter(name -> name.endsWith("/ClassReader"))
                .findFirst()
                .orElseThrow()
                .replace("/ClassReader", "");
        JarClasses relocated =
                new Relocations(List.of("org.objectweb.asm=" + moved.replace('/', '.'))).of(JarClasses.read(original));
        int compared = 0;
        for (String name : relocated.names()) {
            if (!shaded.has(name)) {
                continue;
            }
            ClassNode node = relocated.get(name).node();
            for (MethodNode method : node.methods) {
                if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
                    MethodKey key = new MethodKey(method.name, method.desc);
                    assertThat(BodyHash.of(relocated.bytes(name), key))
                            .as(name + "." + method.name + method.desc)
                            .isEqualTo(BodyHash.of(shaded.bytes(name), key));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    /** The classes the agent keeps out of the application's sight. */
    private static JarClasses insideTheAgent() throws Exception {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        try (Archives archives = new Archives()) {
            Path inside = archives.file(Path.of(System.getProperty("klp4j.agent") + "!/inst/klp4j.zip"));
            try (ZipFile zip = new ZipFile(inside.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    if (entry.getName().endsWith(".classdata")) {
                        String name = entry.getName().replace(".classdata", "");
                        classes.put(name, zip.getInputStream(entry).readAllBytes());
                    }
                }
            }
            return JarClasses.made(inside, classes);
        }
    }

    @EachJdk
    void aCopyThatTheModuleDoesNotReachIsNamed(Jdk jdk) throws Exception {
        String code = CODE.replace("package lib", "package org.lib.core");
        Path before = Fixture.source("org/lib/core/Lib.java", code).jar(directory.resolve("lib-1.jar"));
        Path after = Fixture.source("org/lib/core/Lib.java", code.replace("version 1", "version 2"))
                .jar(directory.resolve("lib-2.jar"));
        Path running = Fixture.source(
                        "shaded/org/lib/core/Lib.java", CODE.replace("package lib", "package shaded.org.lib.core"))
                .jar(directory.resolve("running.jar"));
        Path module = Build.run(BuildRequest.draft()
                        .jar(before, after)
                        .output(directory.resolve("original.klp.jar"))
                        .build())
                .module();
        String named = "class 'shaded.org.lib.core.Lib$Part' looks like a copy of 'org.lib.core.Lib$Part' that this"
                + " module does not reach; build one for it with --relocate org.lib.core=shaded.org.lib.core";
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running);
            target.ask("in 0 shaded.org.lib.core.Lib answer");
            assertThat(session.check(module)).contains("copy " + named);
            session.insmod(module);
            session.settle();
            assertThat(session.dmesg()).contains("klp4j: " + named);
        }
    }

    @EachJdk
    void aModuleForTheCopyPatchesTheCopy(Jdk jdk) throws Exception {
        Path before = Fixture.source("lib/Lib.java", CODE).jar(directory.resolve("lib-1.jar"));
        Path after = Fixture.source("lib/Lib.java", CODE.replace("version 1", "version 2"))
                .jar(directory.resolve("lib-2.jar"));
        Path running = Fixture.source("shaded/lib/Lib.java", CODE.replace("package lib", "package shaded.lib"))
                .jar(directory.resolve("running.jar"));
        Path module = Build.run(BuildRequest.draft()
                        .jar(before, after)
                        .relocations(List.of("lib=shaded.lib"))
                        .output(directory.resolve("copy.klp.jar"))
                        .build())
                .module();
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running);
            assertThat(target.ask("in 0 shaded.lib.Lib answer")).isEqualTo("shaded.lib.Lib$Part version 1");
            session.insmod(module);
            session.settle();
            assertThat(target.ask("in 0 shaded.lib.Lib answer")).isEqualTo("shaded.lib.Lib$Part version 2");
        }
    }
}
