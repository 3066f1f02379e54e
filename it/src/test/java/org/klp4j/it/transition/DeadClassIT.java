package org.klp4j.it.transition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/**
 * A class that cannot run: its static initializer has failed, and the JVM redefines no such class; or what it extends is
 * not there.
 */
final class DeadClassIT {
    /** The JVM does not say which of many classes it refuses. */
    private static final String OTHERS = " + \" \" + A.text() + B.text() + C.text() + Z.text(); } }"
            + " class A { static String text() { return \"old\"; } } class B { static String text() { return \"old\"; } }"
            + " class C { static String text() { return \"old\"; } } class Z { static String text() { return \"old\"; } }";

    private static final String SOURCE = "package d; public class App { public static String answer() { String dead;"
            + " try { dead = Dead.text(); } catch (LinkageError e) { dead = \"dead\"; } return dead" + OTHERS
            + " class Dead { static final int N = Integer.parseInt(\"none\"); static String text() { return \"old\"; } }";

    /** The class is loaded, and never linked: to verify it, the JVM asks for what is not there. */
    private static final String HALF = "package d; public class App { public static String answer() {"
            + " return Half.class.getSimpleName()" + OTHERS
            + " class Half { static String text(boolean b) { return pick(b ? new p.Low() : null); }"
            + " static String pick(p.High h) { return \"old\" + h; } }";

    private static final String ODD =
            "package d; public class App { public static String answer() { return \"old\"; } }"
                    + " class Odd extends p.Missing { String f() { return \"1\"; } }";

    @TempDir
    private Path directory;

    @EachJdk
    void isNoReasonToLeaveTheOthersUnpatched(Jdk jdk) throws Exception {
        Path before = jar("before", SOURCE);
        Modules.Built fix = Modules.build("dead_fix", before, jar("after", SOURCE.replace("old", "new")), directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("dead oldoldoldold");
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("dead newnewnewnew");
            assertThat(session.dmesg())
                    .containsPattern("class 'd.Dead' of loader .* is left as it is: its static initializer has failed");
            session.disable("dead_fix");
            session.settle();
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("dead oldoldoldold");
        }
    }

    /** What its new code needs cannot be defined either, and nobody could ask for it. */
    @EachJdk
    void soIsNoneThatCannotBeLoaded(Jdk jdk) throws Exception {
        Path library = Fixture.source("p/Missing.java", "package p; public class Missing { }")
                .jar(directory.resolve("library.jar"));
        String after = ODD.replace("old", "new")
                .replace("return \"1\"; }", "return g(); } private String g() { return new Object() { } + \"2\"; }");
        Path before = Fixture.source("d/App.java", ODD).against(library).jar(directory.resolve("odd-1.jar"));
        Path fixed = Fixture.source("d/App.java", after).against(library).jar(directory.resolve("odd-2.jar"));
        Modules.Built fix = Modules.build("odd_fix", before, fixed, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("old");
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("new");
        }
    }

    @EachJdk
    void soIsNoneThatCannotBeLinked(Jdk jdk) throws Exception {
        Path library = Fixture.source("p/High.java", "package p; public class High { }")
                .and("p/Low.java", "package p; public class Low extends High { }")
                .jar(directory.resolve("optional.jar"));
        Path before = Fixture.source("d/App.java", HALF).against(library).jar(directory.resolve("half-1.jar"));
        String after = HALF.replace("old", "new")
                .replace(
                        "return \"new\" + h; }",
                        "return more(true) + h; } private static String more(boolean b) {"
                                + " return pick(b ? new p.Low() : null); }");
        Path fixed = Fixture.source("d/App.java", after).against(library).jar(directory.resolve("half-2.jar"));
        Modules.Built fix = Modules.build("half_fix", before, fixed, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("Half oldoldoldold");
            session.check(fix.jar());
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("Half newnewnewnew");
            assertThat(session.dmesg())
                    .containsPattern(
                            "class 'd.Half' of loader .* is left as it is: it cannot be linked without 'p.High'")
                    .doesNotContainPattern("class 'd.(App|A|B|C|Z)' .* is left as it is");
            session.disable("half_fix");
            session.settle();
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("Half oldoldoldold");
        }
    }

    private Path jar(String name, String source) {
        return Fixture.source("d/App.java", source).jar(directory.resolve(name + ".jar"));
    }
}
