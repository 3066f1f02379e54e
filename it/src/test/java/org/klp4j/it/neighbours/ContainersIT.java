package org.klp4j.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.jvm.TargetOptions;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/** Applications whose classes come from elsewhere than a plain class path. */
final class ContainersIT {
    private static final Fixture LIBRARY = Fixture.of("library");
    private static final Fixture HOST = Fixture.of("host", "support");

    @TempDir
    private Path directory;

    @EachJdk
    void namedModules(Jdk jdk) throws Exception {
        Path library = LIBRARY.and("module-info.java", "module library { exports late; }")
                .version(1)
                .jar(directory.resolve("library.jar"));
        Path host = HOST.and("module-info.java", "module host { requires library; }")
                .options("--module-path", library.toString())
                .jar(directory.resolve("host.jar"));
        round(TargetJvm.of(jdk).main("-p", library + ":" + host, "-m", "host/host.Host"), "1", "2");
    }

    /** The module is made from the archive that runs, and from the jar in it. */
    @EachJdk
    void springBootJar(Jdk jdk) throws Exception {
        Path jar = bootArchive("boot.jar", "BOOT-INF", "JarLauncher");
        fromArchive(jdk, jar, "BOOT-INF/lib/late-1.jar");
    }

    @EachJdk
    void springBootWar(Jdk jdk) throws Exception {
        Path war = bootArchive("boot.war", "WEB-INF", "WarLauncher");
        fromArchive(jdk, war, "WEB-INF/lib/late-1.jar");
    }

    private void fromArchive(Jdk jdk, Path archive, String nested) throws Exception {
        for (Path old : List.of(archive, Path.of(archive + "!/" + nested))) {
            round(TargetJvm.of(jdk).main("-jar", archive.toString()), "1", "2", fix(old));
        }
    }

    @EachJdk
    void felix(Jdk jdk) throws Exception {
        Path felix = Neighbours.jar("org.apache.felix.framework.jar");
        Path host = Fixture.of("felix", "support").against(felix).jar(directory.resolve("osgi.jar"));
        Path one = bundle("one");
        Path two = bundle("two");
        round(
                TargetJvm.of(jdk)
                        .classPath(host, felix)
                        .main("host.Osgi", directory.resolve("cache").toString(), one.toString(), two.toString())
                        .loud(),
                "11",
                "22");
    }

    @EachJdk
    void threeWebApplications(Jdk jdk) throws Exception {
        Path tomcat = Neighbours.jar("tomcat-embed-core.jar");
        Path annotations = Neighbours.jar("tomcat-annotations-api.jar");
        Path host = Fixture.of("tomcat", "support").against(tomcat).jar(directory.resolve("webapps.jar"));
        String[] main = {"host.Webapps", directory.resolve("tomcat").toString(), webapp("a"), webapp("b"), webapp("c")};
        TargetOptions options =
                TargetJvm.of(jdk).classPath(host, tomcat, annotations).main(main);
        round(options, "111", "222");
        try (TargetJvm target = options.start();
                Session session = Session.open(target)) {
            session.insmod(fix());
            session.settle();
            assertThat(target.ask("reload"))
                    .as("a webapp that is reloaded while patched")
                    .isEqualTo("222");
            session.disable("late_fix");
            session.settle();
            assertThat(target.ask("reload")).isEqualTo("111");
        }
    }

    @EachJdk
    void classDataArchive(Jdk jdk) throws Exception {
        Path archive = directory.resolve("host.jsa");
        TargetOptions options = TargetJvm.of(jdk).classPath(plain()).main("host.Host");
        train(options.flags("-XX:ArchiveClassesAtExit=" + archive));
        round(options.flags("-XX:SharedArchiveFile=" + archive, "-Xshare:auto"), "1", "2");
    }

    @EachJdk(from = 25)
    void aheadOfTimeCache(Jdk jdk) throws Exception {
        Path cache = directory.resolve("host.aot");
        TargetOptions options = TargetJvm.of(jdk).classPath(plain()).main("host.Host");
        train(options.flags("-XX:AOTCacheOutput=" + cache));
        round(options.flags("-XX:AOTCache=" + cache, "-XX:AOTMode=on"), "1", "2");
    }

    private void round(TargetOptions options, String before, String after) throws Exception {
        round(options, before, after, fix());
    }

    private static void round(TargetOptions options, String before, String after, Modules.Built fix) throws Exception {
        try (TargetJvm target = options.start();
                Session session = Session.open(target)) {
            for (int i = 0; i < 2; i++) {
                if (i == 1) {
                    assertThat(target.ask("answer")).isEqualTo(before);
                }
                session.insmod(fix);
                session.settle();
                assertThat(target.ask("answer")).isEqualTo(after);
                session.disable("late_fix");
                session.settle();
                assertThat(target.ask("answer")).isEqualTo(before);
                session.enable("late_fix");
                session.settle();
                assertThat(target.ask("answer")).isEqualTo(after);
                session.disable("late_fix");
                session.settle();
                session.rmmod("late_fix");
                assertThat(target.ask("answer")).isEqualTo(before);
            }
        }
    }

    private Modules.Built fix() throws Exception {
        return fix(library(1));
    }

    private Modules.Built fix(Path old) throws Exception {
        return Modules.build("late_fix", old, library(2), directory);
    }

    private Path library(int version) {
        Path jar = directory.resolve("late-" + version + ".jar");
        return jar.toFile().exists() ? jar : LIBRARY.version(version).jar(jar);
    }

    private Path plain() {
        return Fixture.of("host", "support", "library").version(1).jar(directory.resolve("plain.jar"));
    }

    /** A run that ends in order, and leaves an archive behind. */
    private static void train(TargetOptions options) throws Exception {
        try (TargetJvm target = options.loud().start()) {
            target.ask("answer");
            target.ask("exit");
            assertThat(target.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(target.process().exitValue())
                    .as(target.output().toString())
                    .isZero();
            target.kill();
        }
    }

    private Path bundle(String name) {
        return LIBRARY.version(1)
                .manifest("Bundle-ManifestVersion", "2")
                .manifest("Bundle-SymbolicName", name)
                .manifest("Bundle-Version", "1.0.0")
                .jar(directory.resolve(name + ".jar"));
    }

    private String webapp(String name) throws Exception {
        Path lib = directory.resolve(name).resolve("WEB-INF/lib");
        Files.createDirectories(lib);
        Files.copy(library(1), lib.resolve("late.jar"));
        return directory.resolve(name).toString();
    }

    /** Loader, application and the library nested as it is, laid out as the Spring Boot plugins do. */
    private Path bootArchive(String name, String folder, String launcher) throws Exception {
        String home = folder + "/classes/";
        String lib = folder + "/lib/";
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put(home, new byte[0]);
        entries.put(lib, new byte[0]);
        try (ZipInputStream loader =
                new ZipInputStream(Files.newInputStream(Neighbours.jar("spring-boot-loader.jar")))) {
            for (ZipEntry entry = loader.getNextEntry(); entry != null; entry = loader.getNextEntry()) {
                if (entry.getName().endsWith(".class")) {
                    entries.put(entry.getName(), loader.readAllBytes());
                }
            }
        }
        HOST.against(library(1)).classes().forEach((path, bytes) -> entries.put(home + path, bytes));
        entries.put(lib + "late-1.jar", Files.readAllBytes(library(1)));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch." + launcher);
        manifest.getMainAttributes().putValue("Start-Class", "host.Host");
        manifest.getMainAttributes().putValue("Spring-Boot-Classes", home);
        manifest.getMainAttributes().putValue("Spring-Boot-Lib", lib);
        Path jar = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(stored(entry.getKey(), entry.getValue()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return jar;
    }

    private static ZipEntry stored(String name, byte[] bytes) {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        return entry;
    }
}
