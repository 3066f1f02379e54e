package org.klp4j.it.lift;

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

/** Objects that new code has made, when the old code runs again, which looks for fields the fix has dropped. */
final class DroppedFieldsIT {
    private static final String APP = "package d; import java.util.*; public class App {"
            + " static final List<Box> BOXES = new ArrayList<>();"
            + " public static String make() { BOXES.add(new Box(\"b\" + BOXES.size())); return \"made\"; }"
            + " public static String answer() { StringBuilder all = new StringBuilder();"
            + " for (Box box : BOXES) all.append(box.text()).append(' '); return all.toString().trim(); } } ";

    private static final String OLD = APP
            + "class Box { private final String name; private final List<String> log = new ArrayList<>();"
            + " private final long size; private int[] counts; Box(String name) { this(name, 7L); }"
            + " Box(String name, long size) { counts = new int[3]; this.name = name; this.size = size; }"
            + " String text() { log.add(name); counts[0]++; return name + log.size() + size + counts[0]; } }";

    private static final String NEW = APP
            + "class Box { private final StringBuilder text = new StringBuilder(); Box(String name) { this(name, 7L); }"
            + " Box(String name, long size) { if (size < 0) throw new IllegalArgumentException(); text.append(name); }"
            + " String text() { return \"new\" + text; } }";

    @TempDir
    private Path directory;

    @EachJdk
    void findsThereWhatItWouldHaveMadeThemWith(Jdk jdk) throws Exception {
        Path before = Fixture.source("d/App.java", OLD).jar(directory.resolve("before.jar"));
        Path after = Fixture.source("d/App.java", NEW).jar(directory.resolve("after.jar"));
        Modules.Built fix = Modules.build("dropped", before, after, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            target.ask("in 0 d.App make");
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("b0171");
            session.insmod(fix);
            session.settle();
            target.ask("in 0 d.App make");
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("new newb1");
            session.disable("dropped");
            session.settle();
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("b0272 b1171");
        }
    }

    /** By a constructor that only the fix has, what every running one begins with; also what a method assigns for it. */
    @EachJdk
    void findsThereWhatItBeginsWithInObjectsOfAnAddedConstructor(Jdk jdk) throws Exception {
        String old = APP
                + "class Box { private final List<String> log = new ArrayList<>(); private final String end = new String(\"!\");"
                + " private long size; private String name; Box(String name) { this.name = name; begin(); }"
                + " Box(long size) { this.name = \"none\"; begin(); } private void begin() { size = 7; }"
                + " String text() { log.add(name); return name + log.size() + size; } }";
        String fixed = APP.replace("size()));", "size(), 3));")
                + "class Box { private StringBuilder text = new StringBuilder(); private String name;"
                + " Box(String name) { this(name, 1); } Box(long size) { this(\"none\", 1); }"
                + " Box(String name, int n) { this.name = name; for (int i = 0; i < n; i++) text.append(name); }"
                + " String text() { return \"new\" + text; } }";
        Path before = Fixture.source("d/App.java", old).jar(directory.resolve("before.jar"));
        Path after = Fixture.source("d/App.java", fixed).jar(directory.resolve("after.jar"));
        Modules.Built fix = Modules.build("dropped", before, after, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            session.insmod(fix);
            session.settle();
            target.ask("in 0 d.App make");
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("newb0b0b0");
            session.disable("dropped");
            session.settle();
            target.ask("in 0 d.App make");
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("b017 b117");
        }
    }
}
