package org.klp4j.it.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
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
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Copies of a library that shading moved to other packages. */
final class ShadedIT {
    private static final String CODE =
            "package lib; public class Lib { public static String answer() { return new Part().text(); }"
                    + " static class Part { String text() { return Part.class.getName() + \" version 1\"; } } }";

    private static final String LIBRARY = "package org.lib.core; public class Lib {"
            + " public static String answer() { return new Part().text(); }"
            + " static class Part { String text() { return Part.class.getName() + \" \" + \"version 1\"; } } }";

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
    void aCopyIsPatchedWithTheLibraryAndWithoutIt(Jdk jdk) throws Exception {
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running("shaded.org.lib.core", "version 1"));
            assertThat(target.ask("in 0 shaded.org.lib.core.Lib answer")).contains("version 1");
            Path module = module();
            String named =
                    "class 'shaded.org.lib.core.Lib$Part' is a relocated copy of 'org.lib.core.Lib$Part': patched too";
            assertThat(session.check(module))
                    .contains("copy " + named)
                    .contains("function shaded.org.lib.core shaded.org.lib.core.Lib$Part.text()Ljava/lang/String;");
            session.insmod(module);
            session.settle();
            assertThat(session.dmesg()).contains("klp4j: " + named);
            assertThat(target.ask("in 0 shaded.org.lib.core.Lib answer"))
                    .isEqualTo("shaded.org.lib.core.Lib$Part version 2, shaded.org.lib.core.Added");
            assertThat(session.names("livepatch/fix_lib")).contains("lib", "shaded.org.lib.core");
            assertThat(session.show("livepatch/fix_lib/shaded.org.lib.core/patched"))
                    .isEqualTo("1\n");
            target.ask("loader " + running("org.lib.core", "version 1"));
            assertThat(target.ask("in 1 org.lib.core.Lib answer")).contains("version 2");
            target.ask("loader " + running("shaded.org.lib.core", "version 1"));
            assertThat(target.ask("in 2 shaded.org.lib.core.Lib answer")).contains("version 2");
            session.disable("fix_lib");
            session.settle();
            assertThat(target.ask("in 0 shaded.org.lib.core.Lib answer"))
                    .isEqualTo("shaded.org.lib.core.Lib$Part version 1");
            session.enable("fix_lib");
            session.settle();
            assertThat(target.ask("in 0 shaded.org.lib.core.Lib answer")).contains("version 2");
            session.disable("fix_lib");
            session.settle();
            session.rmmod("fix_lib");
        }
    }

    @EachJdk
    void aCopyOfAnotherReleaseIsLeftAloneAndNamed(Jdk jdk) throws Exception {
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running("org.lib.core", "version 1"));
            target.ask("loader " + running("older.org.lib.core", "version 0"));
            target.ask("loader " + running("same.org.lib.core", "version 1"));
            target.ask("in 0 org.lib.core.Lib answer");
            target.ask("in 1 older.org.lib.core.Lib answer");
            target.ask("in 2 same.org.lib.core.Lib answer");
            Path module = module();
            String named =
                    "class 'older.org.lib.core.Lib$Part' is likely a copy of 'org.lib.core.Lib$Part', not patched:"
                            + " the methods of class 'older.org.lib.core.Lib$Part' differ";
            assertThat(session.check(module)).contains("copy " + named);
            session.insmod(module);
            session.settle();
            assertThat(session.dmesg()).contains("klp4j: " + named);
            assertThat(target.ask("in 0 org.lib.core.Lib answer")).contains("version 2");
            assertThat(target.ask("in 1 older.org.lib.core.Lib answer"))
                    .isEqualTo("older.org.lib.core.Lib$Part version 0");
            assertThat(target.ask("in 2 same.org.lib.core.Lib answer")).contains("version 2");
        }
    }

    /** Byte Buddy's releases hold a copy of ASM. Only two parts of the name remain, so the code itself must prove it. */
    @EachJdk
    void aCopyInAPublishedJarIsPatched(Jdk jdk) throws Exception {
        Path buddy = jarOf(Class.forName("net.bytebuddy.ByteBuddy"));
        String use = "package app; public class Use { public static String answer() {"
                + " return net.bytebuddy.jar.asm.Type.getDescriptor(String.class); } }";
        Path application = Fixture.source("app/Use.java", use)
                .against(buddy)
                .manifest("Class-Path", buddy.toUri().toString())
                .jar(directory.resolve("application.jar"));
        Path asm = jarOf(ClassReader.class);
        Path module = Build.run(BuildRequest.draft()
                        .jar(asTypes(asm, ""), asTypes(asm, "patched "))
                        .classPath(List.of(asm))
                        .output(directory.resolve("asm.klp.jar"))
                        .build())
                .module();
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + application);
            assertThat(target.ask("in 0 app.Use answer")).isEqualTo("Ljava/lang/String;");
            session.insmod(module);
            session.settle();
            assertThat(target.ask("in 0 app.Use answer")).isEqualTo("patched Ljava/lang/String;");
            session.disable("asm");
            session.settle();
            assertThat(target.ask("in 0 app.Use answer")).isEqualTo("Ljava/lang/String;");
        }
    }

    private static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** As Byte Buddy's build does, gives ASM's class files, made for Java 5, a later version and stack maps. */
    private Path asTypes(Path asm, String mark) throws Exception {
        Path file = directory.resolve("asm-" + mark.length() + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("org/objectweb/asm/Type.class"));
            out.write(marked(JarClasses.read(asm).bytes("org/objectweb/asm/Type"), mark));
        }
        return file;
    }

    private static byte[] marked(byte[] type, String text) {
        ClassNode node = new ClassNode();
        new ClassReader(type).accept(node, ClassReader.SKIP_FRAMES);
        node.version = Opcodes.V1_8;
        MethodNode method = node.methods.stream()
                .filter(each -> each.desc.equals("(Ljava/lang/Class;Ljava/lang/StringBuilder;)V"))
                .findFirst()
                .orElseThrow();
        InsnList mark = new InsnList();
        if (!text.isEmpty()) {
            mark.add(new VarInsnNode(Opcodes.ALOAD, 1));
            mark.add(new LdcInsnNode(text));
            mark.add(new MethodInsnNode(
                    Opcodes.INVOKEVIRTUAL,
                    "java/lang/StringBuilder",
                    "append",
                    "(Ljava/lang/String;)Ljava/lang/StringBuilder;",
                    false));
            mark.add(new InsnNode(Opcodes.POP));
        }
        method.instructions.insert(mark);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        node.accept(writer);
        return writer.toByteArray();
    }

    @EachJdk
    void aCopyThatComesLaterIsNamed(Jdk jdk) throws Exception {
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running("org.lib.core", "version 1"));
            target.ask("in 0 org.lib.core.Lib answer");
            session.insmod(module());
            session.settle();
            target.ask("loader " + running("late.org.lib.core", "version 1"));
            assertThat(target.ask("in 1 late.org.lib.core.Lib answer")).contains("version 1");
            assertThat(session.dmesg())
                    .contains("klp4j: class 'late.org.lib.core.Lib$Part' is likely a copy of patched class"
                            + " 'org.lib.core.Lib$Part' and came after the patch: it runs UNPATCHED;"
                            + " unload the module and load it again, with copies=1, to have it looked at");
            session.disable("fix_lib");
            session.settle();
            session.rmmod("fix_lib");
            session.insmod(module());
            session.settle();
            assertThat(target.ask("in 1 late.org.lib.core.Lib answer")).contains("version 2");
        }
    }

    @EachJdk
    void copiesAreLeftAloneWhenTheyAreToBe(Jdk jdk) throws Exception {
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + running("shaded.org.lib.core", "version 1"));
            target.ask("in 0 shaded.org.lib.core.Lib answer");
            assertThat(session.check(module(), "copies=0")).doesNotContain("function shaded.org.lib.core");
            session.insmod(module(), "copies=0");
            session.settle();
            assertThat(session.dmesg()).contains("not patched: copies are to be left alone");
            assertThat(target.ask("in 0 shaded.org.lib.core.Lib answer")).contains("version 1");
        }
    }

    private Path running(String folder, String version) throws Exception {
        String code =
                LIBRARY.replace("package org.lib.core", "package " + folder).replace("version 1", version);
        return Fixture.source(folder.replace('.', '/') + "/Lib.java", code).jar(directory.resolve(folder + ".jar"));
    }

    /** The fix adds a class, which goes with the copy too, and speaks of a name in a text. */
    private Path module() throws Exception {
        Path before = Fixture.source("org/lib/core/Lib.java", LIBRARY).jar(directory.resolve("lib-1.jar"));
        String fixed = LIBRARY.replace("\"version 1\"", "Added.text()")
                + " class Added { static String text() { return \"version 2, \" + Part2.NAME; } }"
                + " class Part2 { static final String NAME = String.valueOf(\"org.lib.core.Added\"); }";
        Path after = Fixture.source("org/lib/core/Lib.java", fixed).jar(directory.resolve("lib-2.jar"));
        return Build.run(BuildRequest.draft()
                        .jar(before, after)
                        .output(directory.resolve("fix-lib.klp.jar"))
                        .build())
                .module();
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
