package org.klp4j.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.klp4j.it.cli.Klp.klp;
import static org.klp4j.it.cli.Klp.tool;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/** What is wrong before any patch is: the line is short, names what, and says what to do. */
final class CommandLineIT {
    private static final Fixture IDLE = Fixture.of("support").and("idle/Idle.java", """
            package idle;

            public final class Idle {
                public static void main(String[] arguments) throws Exception {
                    target.Console.serve(words -> "alive");
                }
            }
            """);

    @TempDir
    private Path directory;

    @Test
    void noVerb() {
        assertThat(klp().refused(2)).contains("klp help");
    }

    @Test
    void unknownVerb() {
        assertThat(klp("lod", "1", "x").refused(2)).contains("'lod'").contains("'load'");
        assertThat(klp("frobnicate").refused(2)).contains("klp help");
    }

    @Test
    void missingAndSurplusArguments() {
        assertThat(klp("status").refused(2)).contains("TARGET").contains("klp help status");
        assertThat(klp("load", "1").refused(2)).contains("MODULE");
        assertThat(klp("unload", "1", "x", "y").refused(2)).contains("y");
        assertThat(klp("load", "1", "x", "--wait", "soon").refused(2))
                .contains("soon")
                .contains("60s");
        assertThat(klp("list", "-o", "xml").refused(2)).contains("xml");
    }

    @Test
    void everyVerbHasHelpThatEndsWithExamples() {
        String overview = klp("help").done().out();
        List<String> verbs = overview.lines()
                .filter(line -> line.matches("  [a-z]+ {2,}\\S.*"))
                .map(line -> line.strip().split(" ")[0])
                .toList();
        assertThat(verbs).hasSize(24).contains("load", "status", "demo", "insmod", "mount");
        for (String verb : verbs) {
            assertThat(klp("help", verb).done().out())
                    .contains("Usage: klp " + verb)
                    .contains("\nExample")
                    .contains("klp " + verb);
        }
        assertThat(klp("load", "--help")).isEqualTo(klp("help", "load"));
    }

    @Test
    void targetsThatAreNone() throws Exception {
        assertThat(klp("status", "4194303").refused(1)).contains("4194303").contains("klp list");
        assertThat(klp("status", "no.such.Main").refused(1))
                .contains("no.such.Main")
                .contains("klp list");
        Process sleep = new ProcessBuilder("sleep", "1000").start();
        try {
            assertThat(klp("status", Long.toString(sleep.pid())).refused(1)).contains("not a JVM");
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }

    @Test
    void filesThatAreNoModules() throws Exception {
        Path absent = directory.resolve("absent.klp.jar");
        assertThat(klp("info", absent.toString()).refused(1)).contains(absent.toString());
        assertThat(klp("info", directory.toString()).refused(1)).contains(directory.toString());
        Path empty = Files.createFile(directory.resolve("empty.klp.jar"));
        assertThat(klp("info", empty.toString()).refused(1)).contains(empty.toString());
        Path library = IDLE.jar(directory.resolve("library.jar"));
        assertThat(klp("info", library.toString()).refused(1))
                .contains("'" + library + "'")
                .contains("no module");
        assertThat(tool("", "modinfo", absent.toString()))
                .isEqualTo(new Klp.Outcome(1, "", "modinfo: ERROR: Module " + absent + " not found.\n"));
    }

    @EachJdk
    void argumentsInTheWrongOrder(Jdk jdk) throws IOException {
        Path jar = IDLE.jar(directory.resolve("idle.jar"));
        assertThat(klp("load", jar.toString(), "4711").refused(1))
                .contains("TARGET")
                .contains("first");
        try (TargetJvm target = start(jdk, jar)) {
            assertThat(klp("load", Long.toString(target.pid()), jar.toString()).refused(1))
                    .contains("no module");
            assertThat(klp("status", Long.toString(target.pid())).done().out()).contains("no klp4j agent");
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void listsTheTargetAndLeavesItAlone(Jdk jdk) {
        try (TargetJvm target = start(jdk, IDLE.jar(directory.resolve("idle.jar")))) {
            JsonObject row = StreamSupport.stream(
                            klp("list", "-o", "json").json().getAsJsonArray().spliterator(), false)
                    .map(JsonElement::getAsJsonObject)
                    .filter(object -> object.get("pid").getAsLong() == target.pid())
                    .findFirst()
                    .orElseThrow();
            assertThat(row.get("main_class").getAsString()).isEqualTo("idle.Idle");
            assertThat(row.get("java").getAsString()).isEqualTo(jdk.version());
            assertThat(row.get("patches").isJsonNull()).isTrue();
            assertThat(klp("list").done().out()).contains(target.pid() + " ").contains("idle.Idle");
            assertThat(target.output()).doesNotContain("agent");
        }
    }

    @EachJdk
    void tellsTheVersionOfTheAgentItBringsAlong(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk, IDLE.jar(directory.resolve("idle.jar")));
                Session session = Session.open(target)) {
            String version = session.connection().agentVersion();
            assertThat(klp("--version")).isEqualTo(klp("version")).isEqualTo(klp("-V"));
            assertThat(klp("--version").done().out()).isEqualTo("klp " + version + "\n");
            assertThat(klp("status", Long.toString(target.pid())).done().out()).contains("klp4j " + version);
        }
    }

    @EachJdk
    void kernelToolsWithoutATarget(Jdk jdk) {
        for (List<String> words :
                List.of(List.of("rmmod", "x"), List.of("lsmod"), List.of("sysctl", "kernel.ftrace_enabled"))) {
            String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
            assertThat(tool("", words.get(0), arguments).refused(1)).contains("KLP_TARGET");
        }
        assertThat(tool("", "dmesg").refused(1)).contains("KLP_TARGET");
    }

    private static TargetJvm start(Jdk jdk, Path jar) {
        return TargetJvm.of(jdk).classPath(jar).main("idle.Idle").start();
    }
}
