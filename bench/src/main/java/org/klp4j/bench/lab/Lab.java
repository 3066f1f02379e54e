package org.klp4j.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a scenario works with.
 *
 * @param home the installation of klp4j
 * @param peers directory of the other tools' jars
 * @param work where it may leave files
 * @param brief a run that shows that all works, with figures that mean little
 */
public record Lab(Jdk jdk, Path home, Path peers, Path work, boolean brief) {
    /** How often everything is measured. */
    public int runs() {
        return brief ? 2 : 5;
    }

    /** Chooses by scope. */
    public int scaled(int inBrief, int inWhole) {
        return brief ? inBrief : inWhole;
    }

    /** The command. */
    public String klp() {
        return home.resolve("klp").toString();
    }

    /** The agent's jar. */
    public Path agent() {
        return home.resolve("lib/klp4j-agent.jar");
    }

    /** The class path of the bench itself, for its programs that run in other JVMs. */
    public static Path classes() {
        return Path.of(System.getProperty("klp4j.bench.classes", "bench/target/classes"))
                .toAbsolutePath();
    }

    /** A fresh directory below {@link #work}. */
    public Path folder(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(work), name + "-");
    }

    /** Tells whoever waits. */
    public void say(String format, Object... arguments) {
        System.out.println("  " + String.format(Locale.ROOT, format, arguments));
    }

    /** The command line that starts a program of the bench itself. */
    public List<String> program(Class<?> main) {
        return List.of(jdk.java(), "-cp", classes().toString(), main.getName());
    }
}
