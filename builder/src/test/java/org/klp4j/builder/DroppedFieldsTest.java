package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build says of fields the fix drops, in objects made while the patch is enabled. */
final class DroppedFieldsTest {
    @TempDir
    private Path directory;

    private List<String> named(String before, String after) throws Exception {
        BuildRequest.Draft request = BuildRequest.draft()
                .jar(Sources.jar(directory, "old", List.of(), before), Sources.jar(directory, "new", List.of(), after))
                .name("fix-a")
                .output(directory.resolve("fix-a.klp.jar"));
        return Build.run(request.build()).report().warnings().stream()
                .filter(line -> line.startsWith("the fix drops field"))
                .map(line -> line.replaceAll(".*'a.A.(\\w+)'.*", "$1"))
                .toList();
    }

    /** New code leaves nothing behind in what it makes that could fail, or would have to be closed. */
    @Test
    void warnsOfDroppedFieldsThatObjectsMadeMeanwhileLack() throws Exception {
        String before = "package a; import java.util.*; import java.util.concurrent.*; public class A {"
                + " private final String name; private final List<String> list = new ArrayList<>();"
                + " private final Timer timer = new Timer(); private final char first; private final A other;"
                + " private final ExecutorService pool = Executors.newFixedThreadPool(1); private Object x, y;"
                + " private int hash, twice; private List<String> some;"
                + " A(String given) { name = given; first = given.charAt(0); other = given.isEmpty() ? null : new A(\"\");"
                + " x = y = new Object(); int n = given.length(); hash = n; if (n > 1) some = new ArrayList<>();"
                + " given = given.trim(); twice = 2; }"
                + " String f() { return name + list + timer + first + other + pool + x + y + hash + twice + some; } }";
        String after = "package a; public class A { A(String given) { } String f() { return \"f\"; } }";
        assertThat(named(before, after))
                .containsExactlyInAnyOrder("name", "timer", "first", "other", "pool", "x", "y", "hash", "some");
    }

    /** What a constructor that the fix adds cannot know is named. */
    @Test
    void warnsOfDroppedFieldsThatAnAddedConstructorOrAMethodLeavesEmpty() throws Exception {
        String before = "package a; public class A { private final String name; private int limit; private Object lock;"
                + " private Object made; A(String given) { name = given; lock = new Object(); set(given.length()); make(); }"
                + " private void set(int n) { limit = n; } private void make() { made = new Object(); }"
                + " static A of() { return new A(\"\"); } String f() { return name + limit + lock + made; } }";
        String after = "package a; public class A { A(String given) { } A(int n) { }"
                + " static A of() { return new A(7); } String f() { return \"f\"; } }";
        assertThat(named(before, after)).containsExactlyInAnyOrder("name", "limit");
    }
}
