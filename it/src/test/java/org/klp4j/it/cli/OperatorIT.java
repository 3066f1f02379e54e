package org.klp4j.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.klp4j.it.cli.Klp.klp;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Service;

/** An operator's day with the command: the work itself, the mistakes, and a transition that is stuck. */
final class OperatorIT {
    private static final String IDLE = "package idle; public final class Idle { public static void main(String[] a)"
            + " throws Exception { target.Console.serve(words -> \"alive\"); } }";

    @TempDir
    private Path directory;

    @EachJdk
    void fromBuildToUnload(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String module = directory.resolve("fix-two.klp.jar").toString();
        String built = klp(
                        "build",
                        "--old",
                        service.jar(1).toString(),
                        "--new",
                        service.jar(2).toString(),
                        "-o",
                        module)
                .done()
                .out();
        assertThat(built).contains("carried").contains(module);
        assertThat(klp("info", module).done().out())
                .contains("livepatch:      Y")
                .contains("name:           fix_two");
        try (TargetJvm target = service.start(jdk)) {
            String pid = Long.toString(target.pid());
            assertThat(klp("check", pid, module).done().out()).isNotBlank();
            assertThat(target.ask("answer")).isEqualTo("1");
            assertThat(status(pid).get("patches").getAsJsonArray()).isEmpty();

            String loaded = klp("load", pid, module).done().out();
            assertThat(loaded).contains("fix_two: patching complete");
            assertThat(loaded.contains("JDK-8324241")).isFalse(); // 'check' attached before
            assertThat(target.ask("answer")).isEqualTo("2");
            JsonObject patch =
                    status(pid).get("patches").getAsJsonArray().get(0).getAsJsonObject();
            assertThat(patch.get("name").getAsString()).isEqualTo("fix_two");
            assertThat(patch.get("enabled").getAsBoolean()).isTrue();
            assertThat(patch.get("transition").getAsBoolean()).isFalse();
            assertThat(klp("list").done().out()).contains("fix_two");
            assertThat(klp("cat", pid, "livepatch/fix_two/enabled").done().out())
                    .isEqualTo("1\n");
            assertThat(klp("ls", pid, "livepatch/fix_two").done().out()).contains("--w-------  force");
            assertThat(klp("dmesg", pid).done().out()).contains("livepatch: 'fix_two': patching complete\n");

            assertThat(klp("disable", pid, "fix-two").done().out()).contains("fix_two: unpatching complete");
            assertThat(target.ask("answer")).isEqualTo("1");
            assertThat(klp("list").done().out()).contains("(fix_two)");
            klp("enable", pid, "fix_two").done();
            assertThat(target.ask("answer")).isEqualTo("2");
            klp("echo", "0", pid, "livepatch/fix_two/enabled").done();
            klp("status", pid, "--watch").done();
            assertThat(klp("unload", pid, "fix_two").done().out()).isEqualTo("fix_two: unloaded\n");
            assertThat(status(pid).get("patches").getAsJsonArray()).isEmpty();
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    @EachJdk
    void mistakesOfATiredOperator(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String module = service.module(2).jar().toString();
        try (TargetJvm target = service.start(jdk)) {
            String pid = Long.toString(target.pid());
            klp("load", pid, module).done();
            assertThat(klp("load", pid, module).refused(1)).contains("fix_2");
            assertThat(klp("unload", pid, "fix_2").refused(1)).contains("fix_2");
            assertThat(klp("enable", pid, "fix_2").refused(1)).contains("fix_2");
            assertThat(klp("disable", pid, "fix_3").refused(1))
                    .contains("'fix_3'")
                    .contains("'fix_2'");
            assertThat(klp("force", pid, "fix_2").refused(1)).contains("fix_2");
            assertThat(klp("unload", pid, "nonsense").refused(1)).contains("nonsense");
            assertThat(klp("cat", pid, "livepatch/fix_2/enable").refused(1)).contains("livepatch/fix_2/enable");
            assertThat(klp("echo", "2", pid, "livepatch/fix_2/enabled").refused(1))
                    .isNotBlank();
            assertThat(klp("cat", pid, "livepatch").refused(1)).contains("directory");
            assertThat(target.ask("answer")).isEqualTo("2");
        }
    }

    @EachJdk
    void aModuleBuiltTheWrongWayRoundIsToldFromOneThatCures(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String module = directory.resolve("wrong.klp.jar").toString();
        String fixed = service.jar(2).toString();
        klp("build", "--old", fixed, "--new", service.jar(1).toString(), "-o", module)
                .done();
        try (TargetJvm target = service.start(jdk)) {
            String pid = Long.toString(target.pid());
            assertThat(target.ask("answer")).isEqualTo("1"); // loads the class
            assertThat(klp("check", pid, module).done().out())
                    .contains("fixed service service.Work.answer()I\n")
                    .contains("note nothing to replace: ")
                    .contains("in the wrong order");
            assertThat(klp("load", pid, module).done().out())
                    .contains("note: nothing to replace: ")
                    .contains("wrong: patching complete");
            assertThat(klp("dmesg", pid).done().out()).contains("klp4j: nothing to replace: ");
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    @EachJdk
    void aModuleOfWhatIsNotLoadedIsToldFromOneThatCures(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String library = System.getProperty("klp4j.agent");
        String module = directory.resolve("elsewhere.klp.jar").toString();
        assertThat(klp("build", "--old", service.jar(1).toString(), "--new", library, "-o", module)
                        .refused(1))
                .contains("have no class in common");
        klp("build", "--old", service.jar(1).toString(), "--new", service.jar(2).toString(), "-o", module)
                .done();
        try (TargetJvm target = TargetJvm.of(jdk)
                .classPath(Fixture.of("support").and("idle/Idle.java", IDLE).jar(directory.resolve("idle.jar")))
                .main("idle.Idle")
                .start()) {
            assertThat(klp("load", Long.toString(target.pid()), module).done().out())
                    .contains("note: no class that the module patches is loaded in this JVM yet");
        }
    }

    @EachJdk
    void aThreadInsideHoldsTheTransitionUp(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String module = service.module(2).jar().toString();
        try (TargetJvm target = service.start(jdk)) {
            String pid = Long.toString(target.pid());
            target.ask("actor sleeper platform");
            target.ask("begin sleeper hold");
            Klp.Outcome late = klp("load", pid, module, "--wait", "1s");
            assertThat(late.refused(3))
                    .contains("fix_2")
                    .contains("'sleeper'")
                    .contains("klp disable " + pid + " fix_2")
                    .contains("--exclude service.");
            assertThat(late.out()).contains("waiting for 'sleeper' in ");
            assertThat(klp("tasks", pid, "--pending").done().out())
                    .contains("unpatched")
                    .contains("sleeper");
            JsonObject transition = status(pid).get("transition").getAsJsonObject();
            assertThat(transition.get("pending").getAsJsonArray()).hasSize(1);
            JsonObject pending =
                    transition.get("pending").getAsJsonArray().get(0).getAsJsonObject();
            assertThat(pending.get("thread").getAsString()).isEqualTo("sleeper");
            klp("signal", pid).done();

            CompletableFuture<Klp.Outcome> watching =
                    CompletableFuture.supplyAsync(() -> klp("status", pid, "--watch"));
            assertThat(target.ask("end sleeper")).isEqualTo("11");
            assertThat(watching.get(1, TimeUnit.MINUTES).done().out()).contains("fix_2");
            assertThat(status(pid).get("transition").isJsonNull()).isTrue();
            assertThat(klp("tasks", pid, "--pending").done().out()).isEqualTo("no thread is pending\n");
            assertThat(target.ask("answer")).isEqualTo("2");
        }
    }

    /** What it waits in deep below its loop it leaves again and again; only leaving out the loop helps. */
    @EachJdk
    void theFunctionAThreadHasBeenInLongestIsTheOneToLeaveOut(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String module = service.module(2).jar().toString();
        try (TargetJvm target = service.start(jdk)) {
            String pid = Long.toString(target.pid());
            target.ask("actor sleeper platform");
            target.ask("begin sleeper deep");
            assertThat(klp("check", pid, module).done().out()).contains("thread 'sleeper' in service.Work.deep(");
            assertThat(klp("load", pid, module, "--wait", "1s").refused(3))
                    .contains("'sleeper' in service.Work.hold(")
                    .endsWith("--exclude service.Work.deep");
            klp("disable", pid, "fix_2").done();
            assertThat(target.ask("end sleeper")).isEqualTo("11");
        }
    }

    @EachJdk
    void theFirstPatchAfterALateAttachIsAnnounced(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk)) {
            String loaded = klp(
                            "load",
                            Long.toString(target.pid()),
                            service.module(2).jar().toString())
                    .done()
                    .out();
            assertThat(loaded.contains("JDK-8324241")).isEqualTo(jdk.feature() < 23);
        }
    }

    private static JsonObject status(String pid) {
        return klp("status", pid, "-o", "json").json().getAsJsonObject();
    }
}
