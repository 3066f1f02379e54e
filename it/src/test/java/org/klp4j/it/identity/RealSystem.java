package org.klp4j.it.identity;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.jvm.TargetOptions;
import org.klp4j.weave.Refusal;

/** A system of the world outside, and the load that checks its results. */
enum RealSystem {
    /** Transfers in transactions, whose sum must stay. */
    H2("torture-h2", "torture.Bank", "org.h2.", "h2.jar"),
    /** Documents indexed again and again, and counted. */
    LUCENE("torture-lucene", "torture.Index", "org.apache.lucene.", "lucene-core.jar"),
    /** Requests whose answers the client knows. */
    TOMCAT("torture-tomcat", "torture.Web", "org.apache.", "tomcat-embed-core.jar:tomcat-annotations-api.jar"),
    /** The sources of a library, compiled each time to the same bytes. */
    JAVAC("torture-javac", "torture.Compiler", "com.sun.tools.javac.", "");

    private static final Path JARS = Path.of(System.getProperty("klp.neighbours", "target/neighbours"));
    private static final String SOURCES = "commons-lang3-sources.jar";

    private final String fixture;
    private final String load;
    private final String packages;

    /** The first is the one whose functions are replaced. */
    private final String jarNames;

    RealSystem(String fixture, String load, String packages, String jarNames) {
        this.fixture = fixture;
        this.load = load;
        this.packages = packages;
        this.jarNames = jarNames;
    }

    private List<Path> jars() {
        return jarNames.isEmpty()
                ? List.of()
                : Stream.of(jarNames.split(":", -1)).map(RealSystem::jar).toList();
    }

    private static Path jar(String name) {
        return JARS.resolve(name).toAbsolutePath();
    }

    /** What the jar of the load would be called as a module. */
    String host() {
        return fixture.replace('-', '.');
    }

    /** A target that is set up and writes down what it loads. */
    TargetOptions target(Jdk jdk, Path directory, Path loadLog) {
        Path host = Fixture.of("torture", fixture, "support")
                .against(jars().toArray(Path[]::new))
                .jar(directory.resolve(fixture + ".jar"));
        List<Path> classPath = new ArrayList<>(jars());
        classPath.add(host);
        String argument = this == JAVAC
                ? jar(SOURCES).toString()
                : directory.resolve(fixture).toString();
        return TargetJvm.of(jdk)
                .flags("-Xmx1g", "-Xlog:class+load:file=" + loadLog + "::filecount=0")
                .classPath(classPath.toArray(Path[]::new))
                .main("torture.Torture", load, argument)
                .loud();
    }

    /** Its functions, of the classes among these. */
    SameFunctions functions(Jdk jdk, Set<String> loaded) throws IOException, Refusal {
        Set<String> own = new TreeSet<>(loaded);
        own.removeIf(name -> !name.startsWith(packages));
        if (this == JAVAC) {
            return SameFunctions.ofJdk(jdk.home(), "jdk.compiler", own);
        }
        Path jar = jars().get(0);
        String object =
                ModuleFinder.of(jar).findAll().iterator().next().descriptor().name();
        return SameFunctions.ofJar(object, jar, own);
    }
}
