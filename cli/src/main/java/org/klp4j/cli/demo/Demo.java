package org.klp4j.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The demo, step by step. */
public final class Demo {
    private static final String PATCH = "log4shell";
    private static final String FUNCTION = "org.apache.logging.log4j.core.net.JndiManager.lookup";
    private static final String WARM_UP = "warm-up";
    private static final String BASELINE = "before";
    private static final int ATTACKS = 5;
    private static final int SLOW_ATTACKS = 3;
    private static final int MOST_WARM_UPS = 10;
    private static final long WARM_UP_MILLIS = 1_500;
    private static final long CALM_MICROS = 50_000;
    private static final long STEADY_MILLIS = 2_000;
    private static final long FIRST_RELEASE_MILLIS = 2_500;
    private static final long RELEASE_MILLIS = 800;

    private final PrintStream out;
    private final KlpCommand klp;
    private final Jdk jdk;
    private final DemoJars jars;

    /**
     * Prepares the demo.
     *
     * @param wantedJdk a feature release, a home directory, or empty for the newest of this host
     * @param home where klp4j is installed
     */
    public Demo(PrintStream out, KlpCommand klp, String wantedJdk, Path home) throws Surprise {
        this.out = out;
        this.klp = klp;
        this.jdk = Jdk.choose(wantedJdk);
        this.jars = new DemoJars(home);
    }

    /** Runs it; about 35 s. */
    public void run() throws Surprise, IOException, InterruptedException {
        try (Stage stage = new Stage(jdk, jars.service())) {
            String pid = Long.toString(stage.servicePid());
            introduce(stage);
            warmUp(stage);
            stage.step(BASELINE, () -> steady(STEADY_MILLIS));
            title("the service is vulnerable");
            attack(stage, "vulnerable", ATTACKS);
            title("build a livepatch of the one method that opens the connection");
            stage.step("build", () -> klp(buildArguments(stage)));
            klp("info", module(stage));
            title("load it, while three threads are inside the vulnerable method");
            stage.step("check", () -> klp("check", pid, module(stage)));
            load(stage, pid);
            klp("status", pid);
            attack(stage, "patched", 0);
            title("disable it, and enable it again");
            stage.step("disable", () -> klp("disable", pid, PATCH));
            attack(stage, "disabled", ATTACKS);
            stage.step("enable", () -> klp("enable", pid, PATCH));
            attack(stage, "enabled", 0);
            title("unload it");
            stage.step("unload", () -> klp("disable", pid, PATCH) + klp("unload", pid, PATCH));
            attack(stage, "unloaded", ATTACKS);
            klp("dmesg", pid);
            conclude(stage);
        }
    }

    private void introduce(Stage stage) {
        out.printf(
                Locale.ROOT,
                "service  %s, pid %d, on Java %s%n",
                "org.klp4j.demo.DemoService",
                stage.servicePid(),
                jdk.version());
        out.printf(Locale.ROOT, "         Jetty, logging through the vulnerable log4j-core 2.14.1 (CVE-2021-44228)%n");
        out.printf(
                Locale.ROOT, "load     %s requests a second from pid %d%n", stage.requestsPerSecond(), stage.loadPid());
        out.printf(
                Locale.ROOT,
                "attack   a request with the header User-Agent: %s%n",
                stage.listener().lookup());
    }

    /** Until the service has been quick for a while: what comes later is compared with that. */
    private static void warmUp(Stage stage) throws Surprise, IOException, InterruptedException {
        stage.step(WARM_UP, () -> steady(WARM_UP_MILLIS));
        for (int i = 1; i < MOST_WARM_UPS; i++) {
            stage.step(WARM_UP, () -> steady(WARM_UP_MILLIS));
            if (i > 1 && stage.before().longestMicros() < CALM_MICROS) {
                return;
            }
        }
    }

    private void title(String text) {
        out.println();
        out.println("== " + text);
    }

    private static int steady(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return 0;
    }

    /** Attacks, and insists that the service opens exactly {@code expected} connections. */
    private void attack(Stage stage, String phase, int expected) throws Surprise, IOException, InterruptedException {
        Stage.Step step = stage.step(phase, () -> {
            for (int i = 0; i < ATTACKS; i++) {
                stage.attacker().attack();
            }
            steady(STEADY_MILLIS);
            return ATTACKS;
        });
        out.printf(Locale.ROOT, "%d attacks: the service opened %d connections%n", step.attacks(), step.connections());
        if (step.connections() != expected) {
            throw new Surprise("in step '" + phase + "' the service opened " + step.connections() + " connections, not "
                    + expected);
        }
    }

    private String[] buildArguments(Stage stage) {
        return new String[] {
            "build",
            "--old",
            jars.vulnerable().toString(),
            "--new",
            jars.fixed().toString(),
            "--only",
            FUNCTION,
            "-o",
            module(stage)
        };
    }

    private static String module(Stage stage) {
        return stage.file(PATCH + ".klp.jar").toString();
    }

    /** Loads the module while the attacker's server keeps some threads inside the vulnerable method for a while. */
    private void load(Stage stage, String pid) throws Surprise, IOException, InterruptedException {
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        stage.listener().hold(true);
        int before = stage.listener().connections();
        for (int i = 0; i < SLOW_ATTACKS; i++) {
            slow.add(stage.attacker().attackSlowly());
        }
        stage.listener().awaitConnections(before + SLOW_ATTACKS);
        stage.listener().hold(false);
        stage.step("load", () -> {
            Thread releases = new Thread(() -> letGo(stage.listener()), "jndi-releases");
            releases.setDaemon(true);
            releases.start();
            klp("load", pid, module(stage));
            releases.join();
            return 0;
        });
        for (CompletableFuture<HttpResponse<String>> response : slow) {
            verify(response);
        }
    }

    private static void letGo(JndiListener listener) {
        try {
            Thread.sleep(FIRST_RELEASE_MILLIS);
            for (int i = 0; i < SLOW_ATTACKS; i++) {
                listener.letGoOne();
                Thread.sleep(RELEASE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void verify(CompletableFuture<HttpResponse<String>> response) throws Surprise, InterruptedException {
        try {
            Attacker.verify(response.get(1, TimeUnit.MINUTES));
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new Surprise("a request that was held up during the load was not answered: " + e, e);
        }
    }

    private int klp(String... arguments) throws Surprise {
        out.println("$ klp " + String.join(" ", arguments).replaceAll(" (--new|--only|-o) ", " \\\\\n      $1 "));
        int status = klp.run(arguments);
        if (status != 0) {
            throw new Surprise("'klp " + arguments[0] + "' ended with exit status " + status);
        }
        return 0;
    }

    private void conclude(Stage stage) throws Surprise, IOException, InterruptedException {
        String health = stage.attacker().health();
        Report report = new Report(stage.steps(), stage.endLoad(), BASELINE);
        title("what the clients saw");
        report.print(out);
        if (!health.contains("\"pid\":" + stage.servicePid() + ",")) {
            throw new Surprise("the service is another process now: " + health);
        }
        double uptime = Long.parseLong(health.replaceAll(".*\"uptime_ms\":(\\d+).*", "$1")) / 1e3;
        out.printf(
                Locale.ROOT,
                "same pid %d, up %.1f s, %d requests served, 0 failed%n",
                stage.servicePid(),
                uptime,
                report.served());
        report.verify();
    }
}
