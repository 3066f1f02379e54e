package org.klp4j.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.it.cli.Klp;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Refusals;
import org.klp4j.it.klp.Session;

/** Other agents in the same JVM, in both orders of arrival. */
final class AgentsIT {
    private static final String KLP4J = "-javaagent:" + System.getProperty("klp4j.agent");

    @TempDir
    private Path directory;

    @EachJdk
    void jacoco(Jdk jdk) throws Exception {
        String jacoco =
                "-javaagent:" + Neighbours.jar("org.jacoco.agent-runtime.jar") + "=output=none,includes=service.*";
        roundInBothOrders(jdk, jacoco);
    }

    @EachJdk
    @Tag("neighbours")
    void openTelemetry(Jdk jdk) throws Exception {
        roundInBothOrders(
                jdk,
                "-javaagent:" + Neighbours.jar("opentelemetry-javaagent.jar"),
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none");
    }

    @EachJdk
    void byteman(Jdk jdk) throws Exception {
        Path rules = directory.resolve("rules.btm");
        Files.writeString(rules, """
                RULE count answers
                CLASS service.Work
                METHOD answer
                AT ENTRY
                IF true
                DO System.setProperty("byteman.hit", System.getProperty("byteman.hit", "") + "x")
                ENDRULE
                """);
        String byteman = "-javaagent:" + Neighbours.jar("byteman.jar") + "=script:" + rules;
        for (String[] flags : orders(byteman)) {
            try (TargetJvm target = start(jdk, flags);
                    Session session = Session.open(target)) {
                target.ask("answer");
                assertThat(target.ask("property byteman.hit")).isEqualTo("x");
                Neighbours.round(target, session, directory);
                String before = target.ask("property byteman.hit");
                target.ask("answer");
                assertThat(target.ask("property byteman.hit"))
                        .as("the rule survives")
                        .isEqualTo(before + "x");
            }
        }
    }

    /** What it put into functions that are not patched works all the time, into patched ones after the patch again. */
    @EachJdk
    void bytemanKeepsItsRules(Jdk jdk) throws Exception {
        Path rules = Files.writeString(
                directory.resolve("rules.btm"),
                rule("answers", "Work", "answer") + rule("made", "Work", "made") + rule("parks", "Pause", "arrive"));
        Modules.Built fix = Modules.build(
                "fix_answer",
                Neighbours.service(directory, 1),
                Neighbours.service(directory, 2),
                directory,
                List.of("service.Work.answer"));
        for (String[] flags : orders("-javaagent:" + Neighbours.jar("byteman.jar") + "=script:" + rules)) {
            try (TargetJvm target = start(jdk, flags);
                    Session session = Session.open(target)) {
                target.ask("actor a platform");
                assertThat(hits(target)).isEqualTo("x x x");
                session.insmod(fix);
                session.settle();
                assertThat(target.ask("answer")).isEqualTo("2");
                assertThat(hits(target)).as("patched").endsWith(" xx xx");
                session.disable("fix_answer");
                session.settle();
                session.rmmod("fix_answer");
                target.ask("set answers -");
                assertThat(hits(target)).as("unpatched").isEqualTo("-x xxx xxx");
            }
        }
    }

    private static String rule(String name, String type, String method) {
        return """
                RULE %1$s
                CLASS service.%2$s
                METHOD %3$s
                AT ENTRY
                IF true
                DO System.setProperty("%1$s", System.getProperty("%1$s", "") + "x")
                ENDRULE
                """.formatted(name, type, method);
    }

    /** Calls each function once, and tells how often each rule has fired. */
    private static String hits(TargetJvm target) {
        target.ask("answer");
        target.ask("call a made");
        target.ask("begin a hold");
        target.ask("end a");
        return target.ask("property answers") + " " + target.ask("property made") + " " + target.ask("property parks");
    }

    @EachJdk
    void flightRecorder(Jdk jdk) throws Exception {
        roundInBothOrders(jdk, "-XX:StartFlightRecording=filename=" + directory.resolve("recording.jfr"));
    }

    @EachJdk
    void debugger(Jdk jdk) throws Exception {
        int port = freePort();
        String jdwp = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + port;
        try (TargetJvm target = start(jdk, jdwp)) {
            VirtualMachine debugger = attach(port);
            try (Session session = Session.open(target)) {
                target.ask("answer");
                breakpoint(debugger, "answer");
                breakpoint(debugger, "hold");
                Neighbours.round(target, session, directory);
                breakpoint(debugger, "answer");
                Neighbours.round(target, session, directory);
            } finally {
                debugger.dispose();
            }
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    @EachJdk
    void anotherRetransformDoesNotUnpatch(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            session.insmod(Neighbours.fix(directory));
            session.settle();
            meddle(target, "retransform service.Work");
            Neighbours.expect(target, 2);
            meddle(target, "transform service.Work");
            Neighbours.expect(target, 2);

            target.ask("begin a hold");
            session.disable("fix_2");
            meddle(target, "retransform service.Work");
            assertThat(target.ask("answer")).as("in transition").isEqualTo("1");
            assertThat(target.ask("end a")).as("in transition").isEqualTo("22");
            session.settle();
            Neighbours.expect(target, 1);
            session.enable("fix_2");
            session.settle();
            Neighbours.expect(target, 2);
        }
    }

    @EachJdk
    void anotherRedefinitionIsNoticed(Jdk jdk) throws Exception {
        Fixture other = Fixture.of("service", "actors", "support").version(7);
        Path changed = directory.resolve("Work7.class");
        Files.write(changed, other.classes().get("service/Work.class"));
        Path same = directory.resolve("Work1.class");
        Files.write(
                same,
                Fixture.of("service", "actors", "support").version(1).classes().get("service/Work.class"));
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            session.insmod(Neighbours.fix(directory));
            session.settle();
            meddle(target, "redefine service.Work " + same);
            Neighbours.expect(target, 2);
            assertThat(session.dmesg()).doesNotContain("service.Work was redefined");

            meddle(target, "redefine service.Work " + changed);
            assertThat(session.dmesg())
                    .as("a redefinition with other code is reported")
                    .containsPattern("klp4j: .*service\\.Work");
            Neighbours.expect(target, 2);
            assertThat(session.show("sys/alarms"))
                    .contains("service.Work.answer")
                    .contains("woven again");
            Klp.Outcome status = Klp.klp("status", Long.toString(target.pid()));
            assertThat(status.status()).isEqualTo(1);
            assertThat(status.out()).contains("ALARM: another agent changed function 'service.Work.answer");
            session.disable("fix_2");
            session.settle();
            assertThat(session.show("sys/alarms")).isEmpty();
            Klp.klp("status", Long.toString(target.pid())).done();
        }
    }

    /** It came first and gives the JVM a class file of its own whatever was woven: the patch is refused. */
    @EachJdk
    void anAgentThatOverrulesIsRefused(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            meddle(target, "overrule service.Work " + work(1));
            assertThat(Refusals.refused(Errno.EINVAL, () -> session.insmod(Neighbours.fix(directory))))
                    .contains("another agent replaces whatever is woven into class 'service.Work'");
            assertThat(session.patches()).isEmpty();
            assertThat(session.names("module")).isEmpty();
            Neighbours.expect(target, 1);
            meddle(target, "relent service.Work");
            Neighbours.round(target, session, directory);
        }
    }

    /** It came when the class was patched: the alarm stands until that agent gives way. */
    @EachJdk
    void anAgentThatOverrulesLaterIsReported(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            session.insmod(Neighbours.fix(directory));
            session.settle();
            meddle(target, "overrule service.Work " + work(1));
            await().untilAsserted(() -> assertThat(session.show("sys/alarms"))
                    .contains("service.Work")
                    .contains("it runs UNPATCHED"));
            assertThat(session.dmesg()).contains("klp4j: ALARM: another agent replaces what klp4j weaves");
            assertThat(Klp.klp("status", Long.toString(target.pid())).status()).isEqualTo(1);
            meddle(target, "relent service.Work");
            await().untilAsserted(() -> assertThat(session.show("sys/alarms")).isEmpty());
            Neighbours.expect(target, 2);
            Klp.klp("status", Long.toString(target.pid())).done();
        }
    }

    private Path work(int version) throws Exception {
        Path file = directory.resolve("Overruling" + version + ".class");
        Fixture service = Fixture.of("service", "actors", "support").version(version);
        return Files.write(file, service.classes().get("service/Work.class"));
    }

    private void roundInBothOrders(Jdk jdk, String... other) throws Exception {
        for (String[] flags : orders(other)) {
            try (TargetJvm target = start(jdk, flags);
                    Session session = Session.open(target)) {
                Neighbours.round(target, session, directory);
            }
        }
    }

    /** The other first and klp4j by attach; the other first, klp4j first, both at the start. */
    private static List<String[]> orders(String... other) {
        List<String[]> orders = new ArrayList<>();
        orders.add(other);
        List<String> after = new ArrayList<>(List.of(other));
        after.add(KLP4J);
        orders.add(after.toArray(String[]::new));
        List<String> before = new ArrayList<>(List.of(KLP4J));
        before.addAll(List.of(other));
        orders.add(before.toArray(String[]::new));
        return orders;
    }

    private TargetJvm start(Jdk jdk, String... flags) {
        return TargetJvm.of(jdk)
                .flags("-Xmx512m", "-Xshare:auto")
                .flags(flags)
                .classPath(Neighbours.service(directory, 1))
                .main("service.Main")
                .loud()
                .start();
    }

    private void meddle(TargetJvm target, String arguments) throws Exception {
        Path agent = Fixture.of("meddler")
                .manifest("Agent-Class", "meddler.Meddler")
                .manifest("Can-Redefine-Classes", "true")
                .manifest("Can-Retransform-Classes", "true")
                .jar(directory.resolve("meddler.jar"));
        com.sun.tools.attach.VirtualMachine machine =
                com.sun.tools.attach.VirtualMachine.attach(Long.toString(target.pid()));
        try {
            machine.loadAgent(agent.toString(), arguments);
        } finally {
            machine.detach();
        }
    }

    private static VirtualMachine attach(int port) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        return connector.attach(arguments);
    }

    private static void breakpoint(VirtualMachine debugger, String method) {
        ReferenceType type = debugger.classesByName("service.Work").get(0);
        BreakpointRequest request = debugger.eventRequestManager()
                .createBreakpointRequest(type.methodsByName(method).get(0).location());
        request.setSuspendPolicy(EventRequest.SUSPEND_NONE);
        request.enable();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
