package org.klp4j.it.lift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** What fields the fix adds hold in objects that were made before, whatever way their constructor went. */
final class OldObjectsIT {
    private static final String APP = "package d; import java.util.*; public class App {"
            + " static final List<Box> BOXES = new ArrayList<>();"
            + " public static String make() { for (String name : new String[] {null, \"\", \"long\"})"
            + " BOXES.add(new Box(name)); return \"made\"; }"
            + " public static String answer() { StringBuilder all = new StringBuilder();"
            + " for (Box box : BOXES) all.append(box.text()).append(' '); return all.toString().trim(); } } ";

    private static final String OLD = APP
            + "class Box { private final String name; Box(String name) { if (name == null) name = \"none\";"
            + " this.name = name; }"
            + " String text() { return name; } }";

    /** As MySQL's {@code ParseInfo}: what is assigned last counts, and is computed from what the object holds. */
    private static final String NEW = APP
            + "class Box { private final String name; private boolean empty = false; private int size; private int kind = 3;"
            + " Box(String name) { if (name == null) name = \"none\"; this.name = name; empty = this.name.isEmpty();"
            + " if (name.length() > 9) throw new IllegalArgumentException(); size = this.name.length();"
            + " if (name.length() > 2) kind = 4; }"
            + " String text() { return name + empty + size + kind; } }";

    @TempDir
    private Path directory;

    @EachJdk
    void isWhatWasAssignedLastOrWhatTheRuleSays(Jdk jdk) throws Exception {
        Path before = Fixture.source("d/App.java", OLD).jar(directory.resolve("before.jar"));
        Path after = Fixture.source("d/App.java", NEW).jar(directory.resolve("after.jar"));
        Path file = directory.resolve("old_objects.klp.jar");
        BuildRequest.Draft request = BuildRequest.draft().jar(before, after).output(file);
        assertThat(Build.run(request.build()).report().refusal())
                .contains("constructor 'd.Box(String)': it assigns it in several places")
                .contains("give it with --rule d.Box.kind=VALUE");
        assertThat(Build.run(request.rules(List.of("d.Box.kind=5")).build()).module())
                .isEqualTo(file);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            target.ask("in 0 d.App make");
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("none  long");
            session.insmod(new Modules.Built("old_objects", file));
            session.settle();
            target.ask("in 0 d.App make");
            assertThat(target.ask("in 0 d.App answer"))
                    .isEqualTo("nonefalse45 true05 longfalse45 nonefalse44 true03 longfalse44");
            session.disable("old_objects");
            session.settle();
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("none  long none  long");
        }
    }

    /** What a constructor has a method of its class assign, old objects get as well. */
    @EachJdk
    void isWhatAMethodThatTheConstructorCallsAssigns(Jdk jdk) throws Exception {
        String fixed = APP
                + "class Box { private final String name; private StringBuilder log; private int size; private String end;"
                + " Box(String name) { if (name == null) name = \"none\"; this.name = name; begin(); close(\".\"); }"
                + " private void begin() { log = new StringBuilder(this.name); clear(); }"
                + " void clear() { size = 7; } final void close(String s) { end = s; }"
                + " String text() { log.append(size); return log + end; } }";
        Path before = Fixture.source("d/App.java", OLD).jar(directory.resolve("before.jar"));
        Path after = Fixture.source("d/App.java", fixed).jar(directory.resolve("after.jar"));
        Modules.Built fix = Modules.build("called", before, after, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            target.ask("in 0 d.App make");
            session.insmod(fix);
            session.settle();
            target.ask("in 0 d.App make");
            assertThat(target.ask("in 0 d.App answer")).isEqualTo("none7. 7. long7. none7. 7. long7.");
        }
    }
}
