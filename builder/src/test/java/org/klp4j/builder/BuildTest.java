package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleJar;
import org.klp4j.format.PatchImage;

final class BuildTest {
    private static final String OLD = "package a; public class A { int v; A(int v) { this.v = v; }"
            + " int f() { return 1; } static int g() { return 2; } class B { int h() { return 3; } } }";
    private static final String NEW = "package a; public class A { int v; A(int v) { this.v = v + 1; }"
            + " int f() { return 10; } static int g() { return 20; } class B { int h() { return 30; } } }";

    @TempDir
    private Path directory;

    private BuildRequest.Draft request(String before, String after) throws Exception {
        return BuildRequest.draft()
                .jar(Sources.jar(directory, "old", List.of(), before), Sources.jar(directory, "new", List.of(), after))
                .name("fix-a")
                .output(directory.resolve("fix-a.klp.jar"));
    }

    static List<String> functions(BuildResult result) throws Exception {
        ModuleImage image = ModuleJar.read("x", Files.readAllBytes(result.module()));
        return image.patch().objects().stream()
                .flatMap(object -> object.functions().stream())
                .map(function -> function.className() + "." + function.method() + "," + function.sympos())
                .toList();
    }

    @Test
    void changedBodiesAreReplaced() throws Exception {
        BuildResult result = Build.run(request(OLD, NEW).build());
        assertThat(functions(result)).containsExactly("a.A.<init>,1", "a.A.f,1", "a.A.g,1", "a.A$B.h,1");
        assertThat(result.report().module()).isEqualTo("fix_a");
    }

    private static final String LAMBDAS = "package a; public class A {"
            + " static final java.util.function.IntUnaryOperator TIMES = x -> x * 2;"
            + " static final int[] TABLE = java.util.stream.IntStream.range(1, 4).map(x -> x * 3).toArray();"
            + " static int f(int x) { return TIMES.applyAsInt(x); } static int g(int x) { return TABLE[x]; } }";

    @Test
    void aLambdaInAStaticFieldIsPatchedWhereItIs() throws Exception {
        BuildResult result =
                Build.run(request(LAMBDAS, LAMBDAS.replace("x * 2", "x * 20")).build());
        assertThat(functions(result)).containsExactly("a.A.lambda$static$0,1");
    }

    @Test
    void aValueThatALambdaComputesIsMadeAnew() throws Exception {
        BuildResult result =
                Build.run(request(LAMBDAS, LAMBDAS.replace("x * 3", "x * 30")).build());
        assertThat(functions(result)).contains("a.A.g,1").doesNotContain("a.A.f,1");
    }

    @Test
    void onlyTakesAClassWithItsNestedOnesOrSingleMethods() throws Exception {
        assertThat(functions(Build.run(request(OLD, NEW).only(List.of("a.A$B")).build())))
                .containsExactly("a.A$B.h,1");
        assertThat(functions(Build.run(
                        request(OLD, NEW).only(List.of("a.A.f", "*.A.g")).build())))
                .containsExactly("a.A.f,1", "a.A.g,1");
        assertThat(functions(
                        Build.run(request(OLD, NEW).exclude(List.of("a.A$B")).build())))
                .containsExactly("a.A.<init>,1", "a.A.f,1", "a.A.g,1");
    }

    @Test
    void aPatternThatMatchesNothingIsRefused() throws Exception {
        BuildRequest request = request(OLD, NEW).only(List.of("a.Nothing")).build();
        assertThatThrownBy(() -> Build.run(request))
                .isInstanceOf(KlpException.class)
                .hasMessageContaining("a.Nothing");
    }

    @Test
    void theSameInputGivesTheSameBytes() throws Exception {
        byte[] first = Files.readAllBytes(Build.run(request(OLD, NEW).build()).module());
        byte[] second = Files.readAllBytes(Build.run(request(OLD, NEW).build()).module());
        assertThat(second).isEqualTo(first);
    }

    private static final String MARKS = "package a; import java.lang.annotation.*; public class A {"
            + " @Retention(RetentionPolicy.RUNTIME) @interface Role { String[] value(); int level() default 1; }"
            + " @Retention(RetentionPolicy.CLASS) @interface Hint {}"
            + " %s int f(%s int a) { return %d; } %s int field; }";

    @Test
    void changedAnnotationsAreNamed() throws Exception {
        BuildResult result = Build.run(request(
                        MARKS.formatted("@Role(\"user\") @Deprecated", "", 1, "@Hint"),
                        MARKS.formatted(
                                "@Role(value = {\"admin\", \"x\"}, level = 2)", "@Role(\"p\")", 2, "@Role(\"f\")"))
                .build());
        assertThat(result.report().warnings())
                .containsExactlyInAnyOrder(
                        "annotations of 'a.A.f(int)' differ (@A.Role(level=2, value={\"admin\", \"x\"}) added,"
                                + " @A.Role(value={\"p\"}) of parameter 1 added, @A.Role(value={\"user\"}) removed), and a"
                                + " running class keeps its own: what reads them sees no change",
                        "annotations of 'a.A.field' differ (@A.Role(value={\"f\"}) added), and a running class keeps"
                                + " its own: what reads them sees no change");
        assertThat(result.report().with(Fate.NOTED))
                .extracting(Item::line)
                .contains("'a.A.f(int)': annotations changed: a running class keeps its own");
    }

    @Test
    void annotationsAloneGiveNoModuleButAWarning() throws Exception {
        BuildResult result =
                Build.run(request(MARKS.formatted("", "", 1, ""), MARKS.formatted("@Role(\"user\")", "", 1, ""))
                        .build());
        assertThat(result.module()).isNull();
        assertThat(result.report().warnings()).singleElement().asString().contains("@A.Role(value={\"user\"}) added");
    }

    @Test
    void whatKeepsTheWorkOfOldCodeIsNamed() throws Exception {
        String before = "package a; import java.util.*; public class A {"
                + " static final Map<String, String> SEEN = new HashMap<>(); private String text; private int count;"
                + " private final ThreadLocal<String> own = new ThreadLocal<>(); private final List<String> list = new ArrayList<>();"
                + " String seen(String k) { return SEEN.computeIfAbsent(k, x -> x + 1); }"
                + " String text() { if (text == null) { text = \"t1\"; } return text; }"
                + " String own() { ThreadLocal<String> o = own; String s = o.get(); if (s == null) { s = \"o1\"; o.set(s); } return s; }"
                + " void plain(String t) { count = 1; text = t + 1; list.add(t + 1); }"
                + " static String unchanged(String k) { return SEEN.put(k, k); } }";
        BuildResult result =
                Build.run(request(before, before.replace("1\"", "2\"").replace("+ 1", "+ 2"))
                        .build());
        assertThat(result.report().warnings())
                .filteredOn(line -> line.contains("keeps what the old code of"))
                .extracting(line -> line.replaceAll(" put there.*", ""))
                .containsExactlyInAnyOrder(
                        "'a.A.SEEN' keeps what the old code of 'a.A.seen'",
                        "'a.A.text' keeps what the old code of 'a.A.text'",
                        "'a.A.own' keeps what the old code of 'a.A.own'");
    }

    @Test
    void whatOldObjectsDoNotFollowIsNamed() throws Exception {
        BuildResult result = Build.run(request(
                        "package a; public class A { int v = 1; int g() { return v; } static int f() { return 1; } }",
                        "package a; public abstract class A { long v = 1; int g() { return (int) v; } static int f() {"
                                + " throw new IllegalStateException(); } }")
                .build());
        assertThat(result.report().warnings())
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("class 'a.A' became abstract: objects made before the patch live on"))
                .anySatisfy(line -> assertThat(line).startsWith("field 'a.A.v' has another type in the fix"))
                .anySatisfy(line -> assertThat(line).startsWith("constructor of 'a.A' changed"))
                .anySatisfy(line -> assertThat(line).startsWith("'a.A.f' now only throws"));
    }

    @Test
    void equalJarsGiveNoModule() throws Exception {
        BuildResult result = Build.run(request(OLD, OLD).build());
        assertThat(result.module()).isNull();
        assertThat(result.report().empty()).isTrue();
    }

    @Test
    void aChangedSuperclassIsRefusedByName() throws Exception {
        BuildResult result = Build.run(request(
                        "package a; class A extends Thread { int f() { return 1; } }",
                        "package a; class A { int f() { return 2; } }")
                .build());
        assertThat(result.module()).isNull();
        assertThat(result.report().with(Fate.REFUSED)).extracting(Item::symbol).contains("a.A");
        assertThat(result.report().refusal()).startsWith("cannot carry 'a.A': superclass changed");
    }

    @Test
    void anOverrideIsLeftOutInTheWordsOfItsRefusal() throws Exception {
        String before = "package a; public class A extends java.util.ArrayList<String> { int f() { return 1; } }";
        String after = "package a; public class A extends java.util.ArrayList<String> { int f() { return 2; }"
                + " @Override public int size() { return 3; } }";
        assertThat(Build.run(request(before, after).build()).report().refusal())
                .startsWith(
                        "cannot carry 'a.A.size()': override of 'java.util.ArrayList.size' added: callers outside the"
                                + " jar would not reach it; leave it out with --exclude a.A.size");
        assertThat(functions(Build.run(
                        request(before, after).exclude(List.of("a.A.size")).build())))
                .containsExactly("a.A.f,1");
    }

    private static final String NEEDY = "package a; public class A { final int v; A(int v) { this.v = v; }"
            + " int f() { return 1; } int g() { return 2; } int h() { return 3; } }";
    private static final String NEEDED = "package a; public class A { final int v; final long limit;"
            + " A(int v) { this.v = v; this.limit = System.nanoTime() + made(v); } static long made(int v) { long m = v;"
            + " for (int i = 0; i < v; i++) { m += i; } return m; } int f() { return 10; }"
            + " int g() { return (int) within(2); } private long within(int x) { return Math.min(x, limit); }"
            + " int h() { return 30 + g(); } }";

    /** The name in the refusal is no method: what is left out with it is all code that leads to it. */
    @Test
    void whatNeedsAMemberThatIsLeftOutIsLeftOutToo() throws Exception {
        String after = NEEDED.replace("System.nanoTime() + made(v)", "made(v++) + v");
        String refusal = Build.run(request(NEEDY, after).build()).report().refusal();
        assertThat(refusal)
                .startsWith("cannot carry 'a.A.limit': what the new code needs")
                .contains("needed by 'a.A.<init>' and 1 more");
        BuildResult result =
                Build.run(request(NEEDY, after).exclude(List.of("a.A.limit")).build());
        assertThat(functions(result)).containsExactly("a.A.f,1", "a.A.h,1");
        assertThat(result.report().with(Fate.EXCLUDED))
                .extracting(Item::line)
                .containsExactlyInAnyOrder(
                        "'a.A.<init>(int)': body changed: needs 'a.A.limit', which is left out",
                        "'a.A.g()': body changed: needs 'a.A.limit', which is left out");
    }

    @Test
    void whatCannotBeCarriedIsLeftOutWhereThatIsWanted() throws Exception {
        String before = NEEDY + " class B extends Thread { int k() { return 4; } }";
        String after =
                NEEDED.replace("System.nanoTime() + made(v)", "made(v++) + v") + " class B { int k() { return 5; } }";
        BuildResult result =
                Build.run(request(before, after).leaveOutRefused(true).build());
        assertThat(functions(result)).containsExactly("a.A.f,1", "a.A.h,1");
        assertThat(result.report().warnings())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("left out, for it cannot be carried: 'a.A.limit': what the new code needs"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("left out, for it cannot be carried: 'a.B': superclass changed"));
    }

    /** As kafka-clients 3.7.1 needs: the second plan reads the same classes, and names what it brings along anew. */
    @Test
    void lambdasAreMadeAnewWhereMoreIsLeftOut() throws Exception {
        String before = "package a; public class A { int f() { return 1; } } class B { }";
        String after = "package a; public class A { java.util.function.IntUnaryOperator f; int f() {"
                + " java.util.function.IntUnaryOperator g = A::two; return g.applyAsInt(1); }"
                + " private static int two(int x) { return x + 2; } } class B extends A { }";
        BuildResult result =
                Build.run(request(before, after).leaveOutRefused(true).build());
        PatchImage patch =
                ModuleJar.read("x", Files.readAllBytes(result.module())).patch();
        assertThat(functions(result)).containsExactly("a.A.f,1");
        assertThat(patch.companions()).isNotEmpty();
        assertThat(patch.needs()).noneMatch(need -> need.owner().contains("$klp_"));
    }

    /** As netty-buffer 4.1.94: what takes a class for its new superclass would not verify. */
    @Test
    void codeThatTakesAClassForItsNewSuperclassIsLeftOutWithIt() throws Exception {
        String before = "package a; public class A { Object f(B b) { return b; } int g() { return 1; } I i(B b) {"
                + " return null; } } class B { } class C extends B { } interface I { }";
        String after = "package a; public class A { Object f(B b) { return h((C) b); } int g() { return 2; } I i(B b) {"
                + " return b; } private static N h(C c) { return c; } } class B extends N implements I { }"
                + " class C extends B { } class N { } interface I { }";
        BuildResult result =
                Build.run(request(before, after).leaveOutRefused(true).build());
        assertThat(functions(result)).containsExactly("a.A.g,1");
        assertThat(functions(
                        Build.run(request(before, after).exclude(List.of("a.B")).build())))
                .containsExactly("a.A.g,1");
        assertThat(Build.run(request(before, after).build()).report().with(Fate.REFUSED))
                .extracting(Item::line)
                .anySatisfy(line -> assertThat(line)
                        .contains("'a.B' as a 'a.N', which running objects of it are not; needed by 'a.A.f'"));
    }

    /** As netty-buffer 4.1.94: PoolThreadCache, left in a thread local by old code, is no PoolArenasCache. */
    @Test
    void codeThatAsksForTheNewSuperclassOfAClassIsLeftOutWithIt() throws Exception {
        String same = " class B extends RuntimeException { } class C extends B { } class O { } interface I { } class J"
                + " implements I { } ";
        String before =
                "package a; import java.util.function.*; public class A { ThreadLocal<Object> t; Object cast() {"
                        + " return t.get(); } int test(Object o) { return 0; } int caught() { return 1; } void lambda("
                        + "Consumer<C> c) { } int asked(Object o) { return o instanceof I ? 1 : 2; } int other(Object o) {"
                        + " return o instanceof O ? 1 : 2; } Object made() { return 1; } }" + same;
        String after = "package a; import java.util.function.*; public class A { ThreadLocal<Object> t; Object cast() {"
                + " return get(); } private N get() { return (N) t.get(); } int test(Object o) { return o instanceof N[]"
                + " ? 1 : 0; } int caught() { try { return cast().hashCode(); } catch (N e) { return 1; } }"
                + " void lambda(Consumer<C> c) { Consumer<N> n = x -> { }; n.hashCode(); } int asked(Object o) {"
                + " return o instanceof I ? 3 : 4; } int other(Object o) { return o instanceof O ? 3 : 4; } Object made()"
                + " { return new N(); } }"
                + same.replace("B extends RuntimeException", "B extends N implements I")
                + "class N extends RuntimeException { public boolean equals(Object o) { return o instanceof N; }"
                + " public int hashCode() { return 1; } }";
        for (BuildRequest.Draft request : List.of(
                request(before, after).leaveOutRefused(true),
                request(before, after).exclude(List.of("a.B")))) {
            assertThat(functions(Build.run(request.build())))
                    .containsExactly("a.A.asked,1", "a.A.other,1", "a.A.made,1");
        }
    }

    /** As zookeeper 3.8.4's IWatchManager: that nothing stands for the interface needs no line of its own. */
    @Test
    void whatFailsIsToldOnce() throws Exception {
        String before = "package a; public class A { void f(I i) { } public interface I { void g(int x); } }";
        String after = "package a; public class A { void f(I i) { i.g(1, 2); } public interface I { void g(int x);"
                + " void g(int x, int y); } }";
        assertThat(Build.run(request(before, after).build()).report().with(Fate.REFUSED))
                .extracting(Item::line)
                .singleElement()
                .asString()
                .contains("'a.A$I.g', which the fix adds without code");
    }

    /** As zookeeper 3.8.4's ClientCnxn$SendThread.run, a thread's loop: left out, and yet drawn in by what it calls. */
    @Test
    void whatIsLeftOutByItsOwnNameIsNotDrawnIn() throws Exception {
        String before =
                "package a; public class A { static int[] LIST = {1}; void run() { gone(); } private void gone()"
                        + " { } int f() { return 1; } int read() { return LIST[0]; } int also() { return LIST[0]; } }";
        String after = "package a; public class A { static int[] LIST = {2}; void run() { f(); } int f() { return 2; }"
                + " int read() { return LIST[0]; } int also() { return LIST[0]; } }";
        assertThat(functions(Build.run(request(before, after).build())))
                .containsExactly("a.A.run,1", "a.A.f,1", "a.A.read,1", "a.A.also,1");
        BuildResult result = Build.run(
                request(before, after).exclude(List.of("a.A.run", "a.A.read")).build());
        assertThat(functions(result)).containsExactly("a.A.f,1", "a.A.also,1");
        assertThat(result.report().warnings())
                .contains(
                        "'a.A.run()' stays as it is, as --exclude says: calls removed 'gone'",
                        "'a.A.read()' stays as it is, as --exclude says: uses field 'LIST'");
    }

    /** As kafka-clients 3.7.1: what an object knows is kept in a field of another type and name. */
    @Test
    void stateThatTheFixKeepsElsewhereNeedsARule() throws Exception {
        String before = "package a; public class A { private int[] nodes = {}; void add(int n) { nodes = new int[n]; }"
                + " int count() { return nodes.length; } }";
        String after = "package a; public class A { private volatile String seen = \"\"; private final Object lock ="
                + " new Object(); void add(int n) { synchronized (lock) { seen = \"x\".repeat(n); } }"
                + " int count() { return seen.length(); } }";
        assertThat(Build.run(request(before, after).build()).report().refusal())
                .startsWith("cannot carry 'a.A.seen': what the new code needs")
                .contains("the fix drops 'a.A.nodes'");
        List<String> accepted = List.of("a.A.seen=initial");
        assertThat(functions(Build.run(request(before, after).rules(accepted).build())))
                .contains("a.A.add,1", "a.A.count,1");
    }

    @Test
    void anUpdaterOfAnAddedFieldIsRefused() throws Exception {
        String before = "package a; public class A { int f() { return 1; } }";
        String after = "package a; import java.util.concurrent.atomic.*; public class A { volatile int n;"
                + " static final AtomicIntegerFieldUpdater<A> N = AtomicIntegerFieldUpdater.newUpdater(A.class, \"n\");"
                + " int f() { return N.incrementAndGet(this); } }";
        assertThat(Build.run(request(before, after).build()).report().refusal())
                .contains("look for 'a.A.n', and an added field cannot be found so");
    }

    /** Compilers before 5 had no constants for classes, and an added class gets another name. */
    @Test
    void aClassLiteralOfOldCompilersFindsAnAddedClass() throws Exception {
        String before = "package a; public class A { int f() { return 1; } }";
        String after =
                "package a; public class A { int f() throws Exception { return class$(\"[La.A$Added;\").getName().length()"
                        + " + class$(\"a.A$Added\").getName().length(); } static class Added { }"
                        + " static Class<?> class$(String name) throws Exception { return Class.forName(name); } }";
        BuildResult result = Build.run(request(before, after).build());
        ModuleImage image = ModuleJar.read("x", Files.readAllBytes(result.module()));
        String body = new String(image.patch().bodies().get("a.A"), StandardCharsets.ISO_8859_1);
        assertThat(body).containsPattern("\\[La\\.A\\$Added\\$klp_").containsPattern("[^L]a\\.A\\$Added\\$klp_");
        assertThat(image.patch().companions())
                .anySatisfy(companion -> assertThat(companion.name()).startsWith("a.A$Added$klp_"));
    }

    @Test
    void addedMembersAreBroughtAlong() throws Exception {
        String before = "package a; public class A { private int v; int f() { return v; } }";
        String after = "package a; public class A { private int v; private int limit = 7; static int made;"
                + " int f() { made++; return g() + limit; } private int g() { return v; } }";
        BuildResult result = Build.run(request(before, after).build());
        ModuleImage image = ModuleJar.read("x", Files.readAllBytes(result.module()));
        assertThat(functions(result)).containsExactly("a.A.<init>,1", "a.A.f,1");
        assertThat(image.patch().companions())
                .extracting(companion -> companion.name().replaceAll("klp_[0-9a-f]{8}", "klp"))
                .containsExactlyInAnyOrder("a.A$klp", "a.A$klp$link", "a.A$klp$statics", "a.A$klp$field_limit");
    }

    @Test
    void debugInformationIsNoChange() throws Exception {
        Path plain = Sources.jar(directory, "plain", List.of("-g:none"), OLD);
        Path debug = Sources.jar(directory, "debug", List.of("-g"), OLD);
        BuildRequest request =
                BuildRequest.draft().jar(plain, debug).name("noise").build();
        assertThat(Build.run(request).report().empty()).isTrue();
    }

    @Test
    void aJarInsideOfAnArchiveIsNamedOrFound() throws Exception {
        Path old = Sources.jar(directory, "lib-1.0", List.of(), OLD);
        Path other = Sources.jar(directory, "other", List.of(), "package b; class B { }");
        Path fixed = Sources.jar(directory, "lib-1.1", List.of(), NEW);
        Path app = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(app))) {
            for (Path jar : List.of(other, old)) {
                out.putNextEntry(new JarEntry("BOOT-INF/lib/" + jar.getFileName()));
                out.write(Files.readAllBytes(jar));
                out.closeEntry();
            }
        }
        Path output = directory.resolve("nested.klp.jar");
        for (Path given : List.of(app, Path.of(app + "!/BOOT-INF/lib/lib-1.0.jar"))) {
            BuildResult result = Build.run(
                    BuildRequest.draft().jar(given, fixed).output(output).build());
            assertThat(functions(result)).contains("a.A.f,1");
            assertThat(ModuleJar.read("x", Files.readAllBytes(output)).patch().objects())
                    .extracting("name")
                    .containsExactly("lib");
        }
        BuildRequest missing = BuildRequest.draft()
                .jar(Path.of(app + "!/BOOT-INF/lib/none.jar"), fixed)
                .build();
        assertThatThrownBy(() -> Build.run(missing))
                .hasMessageMatching("jar '.*app.jar!/BOOT-INF/lib/none.jar' does not exist");
        Path stranger = Sources.jar(directory, "stranger", List.of(), "package c; class C { }");
        BuildRequest none = BuildRequest.draft().jar(app, stranger).build();
        assertThatThrownBy(() -> Build.run(none)).hasMessageContaining("none of the 2 jars in");
    }

    /** Jython's library has such: loaders of their own find them by their path. */
    @Test
    void aClassUnderAnotherPathIsAResource() throws Exception {
        List<Path> jars = new ArrayList<>();
        for (String source : List.of(OLD, NEW)) {
            Path plain = Sources.jar(directory, "plain" + jars.size(), List.of(), source);
            Path odd = directory.resolve("odd" + jars.size() + ".jar");
            try (JarFile in = new JarFile(plain.toFile());
                    JarOutputStream out = new JarOutputStream(Files.newOutputStream(odd))) {
                for (String name : List.of("a/A.class", "a/A$B.class")) {
                    byte[] bytes = in.getInputStream(in.getJarEntry(name)).readAllBytes();
                    for (String path : List.of(name, "Lib/" + name)) {
                        out.putNextEntry(new JarEntry(path));
                        out.write(bytes);
                        out.closeEntry();
                    }
                }
            }
            jars.add(odd);
        }
        BuildResult result = Build.run(BuildRequest.draft()
                .jar(jars.get(0), jars.get(1))
                .output(directory.resolve("odd.klp.jar"))
                .build());
        assertThat(functions(result)).containsExactly("a.A.<init>,1", "a.A.f,1", "a.A.g,1", "a.A$B.h,1");
        assertThat(result.report().with(Fate.NOTED))
                .extracting(Item::line)
                .contains("'Lib/a/A.class': resource differs: a module carries no resources");
    }

    @Test
    void streamsRefuseAClassThatCeasesToBeSerializable() throws Exception {
        BuildResult result = Build.run(request(
                        "package a; class A implements java.io.Serializable { int f() { return 1; } }",
                        "package a; class A { int f() { return 2; } }")
                .build());
        ModuleImage image = ModuleJar.read("x", Files.readAllBytes(result.module()));
        assertThat(image.patch().companions())
                .filteredOn(CompanionImage::serial)
                .hasSize(1);
        assertThat(functions(result))
                .anyMatch(function -> function.endsWith("$serial.readObject,1"))
                .anyMatch(function -> function.endsWith("$serial.writeReplace,1"));
    }

    @Test
    void aClassThatCeasesToBeExternalizableIsRefused() throws Exception {
        String face = " implements java.io.Externalizable { public A() {}"
                + " public void readExternal(java.io.ObjectInput in) {} public void writeExternal(java.io.ObjectOutput o) {}"
                + " int f() { return 1; } }";
        BuildResult result = Build.run(
                request("package a; public class A" + face, "package a; public class A { int f() { return 2; } }")
                        .build());
        assertThat(result.module()).isNull();
        assertThat(result.report().refusal()).contains("'a.A': interfaces removed");
    }
}
