package org.klp4j.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fields the fix adds are in objects that were there before the patch. */
final class OldObjectsTest {
    @TempDir
    private Path directory;

    private BuildRequest.Draft request(String before, String after) throws Exception {
        return BuildRequest.draft()
                .jar(Sources.jar(directory, "old", List.of(), before), Sources.jar(directory, "new", List.of(), after))
                .name("fix-a")
                .output(directory.resolve("fix-a.klp.jar"));
    }

    /** Old objects hold it under the old name; what is done to a parameter first is done to that. */
    @Test
    void aFieldWithAnotherNameNeedsNoRule() throws Exception {
        String before = "package a; public class A { private final String[] words; private final StringBuilder text;"
                + " A(String[] given) { words = given; text = new StringBuilder(given[0]); }"
                + " String f() { return words[0] + text; } }";
        String after = "package a; public class A { private final String[] terms; private final StringBuilder built;"
                + " A(String[] given) { terms = given.clone(); built = new StringBuilder(given[0]); }"
                + " String f() { return terms[0] + built + 2; } }";
        BuildResult result = Build.run(request(before, after).build());
        assertThat(BuildTest.functions(result)).containsExactly("a.A.<init>,1", "a.A.f,1");
        assertThat(result.report().warnings())
                .anySatisfy(
                        line -> assertThat(line).startsWith("added field 'a.A.terms' takes the place of 'a.A.words'"))
                .anySatisfy(line -> assertThat(line).startsWith("added field 'a.A.built' takes the place of "));
    }

    /** As commons-net 3.9.0 and tomcat 9.0.31; the lock has nothing to do with either. */
    @Test
    void aFieldThatTakesOverFromTheOnlyOneOfItsTypeHoldsWhatThatHeld() throws Exception {
        String before = "package a; import java.util.*; public class A { private Calendar date; private String needed;"
                + " void set(Calendar d, String s) { date = d; needed = s; } String f() { return date + needed; } }";
        String after = "package a; import java.util.*; public class A { private Calendar calendar; private Object lock;"
                + " private String isNeeded; void set(Calendar d, String s) { lock = d; calendar = d; isNeeded = s; }"
                + " String f() { return calendar + isNeeded + lock; } }";
        BuildResult result = Build.run(request(before, after).build());
        assertThat(BuildTest.functions(result)).containsExactly("a.A.set,1", "a.A.f,1");
        assertThat(result.report().warnings())
                .anyMatch(line -> line.startsWith("added field 'a.A.calendar' takes the place of 'a.A.date'"))
                .anyMatch(line -> line.startsWith("added field 'a.A.isNeeded' takes the place of 'a.A.needed'"));
        String unlike = after.replace("isNeeded", "other");
        assertThat(Build.run(request(before, unlike).build()).report().refusal())
                .contains("'a.A.other'")
                .contains("the fix drops 'a.A.needed'");
    }

    /** Reactor Netty's handlers have constructors that copy another handler. */
    @Test
    void aConstructorThatCopiesGivesNoValueOfItsOwn() throws Exception {
        String before =
                "package a; public class A { private int n; A() { n = 1; } A(A a) { n = a.n; } int f() { return n; } }";
        String after = before.replace("private int n;", "private int n; private int limit; private boolean open;")
                .replace("n = 1;", "n = 1; limit = 7;")
                .replace("n = a.n;", "n = a.n; limit = a.limit; open = a.open;")
                .replace("return n;", "return open ? limit : n;");
        BuildResult result = Build.run(request(before, after).build());
        assertThat(BuildTest.functions(result)).containsExactly("a.A.<init>,1", "a.A.<init>,2", "a.A.f,1");
        assertThat(result.report().warnings())
                .noneSatisfy(line -> assertThat(line).contains("different values"));
    }

    /** Old objects hold it in the field of that name; a value that does not fit needs a rule. */
    @Test
    void aFieldOfAWiderTypeNeedsNoRule() throws Exception {
        String before =
                "package a; import java.util.*; public class A { private final ArrayList<String> list; private int n;"
                        + " A(ArrayList<String> given, int m) { list = new ArrayList<>(given); n = m / 2; }"
                        + " String f() { return list + \"1\" + n; } }";
        String after = before.replace("private final ArrayList", "private final List")
                .replace("private int", "private long")
                .replace("(ArrayList<String> given, int m)", "(List<String> given, long m)")
                .replace("\"1\"", "\"2\"");
        BuildResult result = Build.run(request(before, after).build());
        assertThat(BuildTest.functions(result)).containsExactly("a.A.f,1");
        assertThat(result.report().warnings())
                .anySatisfy(
                        line -> assertThat(line).startsWith("added field 'a.A.list' takes the place of 'a.A.list'"));
        assertThat(Build.run(request(after, before).build()).report().refusal())
                .contains("give it with --rule a.A.list=VALUE");
    }

    /** As commons-compress 1.26 does: its superclass gets the field too, and one constructor leads to the other. */
    @Test
    void aFieldAssignedOnTheWayToAnotherNeedsNoRule() throws Exception {
        String before =
                "package a; public class A extends S { private final StringBuilder text; private StringBuilder kept;"
                        + " A(String s) { this(s, 1); } A(String s, int n) { text = new StringBuilder(s); }"
                        + " String f() { return text + \"1\" + kept; } } class S { Object any; }";
        String after =
                "package a; public class A extends S { private final StringBuilder built; private StringBuilder kept;"
                        + " private StringBuilder twin; private final long made; private long when;"
                        + " A(String s) { this(s, 1); } A(String s, int n) { any = built = new StringBuilder(s);"
                        + " twin = kept = new StringBuilder(); when = made = 7; }"
                        + " String f() { return built + \"2\" + made + when + kept + twin; } } class S { Object any; }";
        BuildResult result = Build.run(request(before, after).build());
        assertThat(BuildTest.functions(result)).containsExactly("a.A.<init>,2", "a.A.f,1");
        assertThat(result.report().warnings())
                .anySatisfy(
                        line -> assertThat(line).startsWith("added field 'a.A.built' takes the place of 'a.A.text'"))
                .noneSatisfy(line -> assertThat(line).contains("different values"));
    }

    /** Each of them would get an object of its own. */
    @Test
    void addedFieldsAssignedOneObjectAreRefusedByName() throws Exception {
        String before = "package a; public class A { A(int n) { } String f() { return \"1\"; } }";
        String after = "package a; public class A { private StringBuilder head; private StringBuilder tail;"
                + " A(int n) { head = tail = new StringBuilder(); } String f() { return \"2\" + head + tail; } }";
        assertThat(Build.run(request(before, after).build()).report().refusal())
                .startsWith("cannot carry 'a.A.tail': what the new code needs")
                .contains("it assigns another field the same value; give it with --rule a.A.tail=VALUE");
    }

    /** The first of them is no better than the second. */
    @Test
    void aFieldThatAnotherConstructorAssignsInSeveralPlacesIsRefusedByName() throws Exception {
        String before = "package a; public class A { A() { this(1); } A(int n) { } int f() { return 1; } }";
        String after = "package a; public class A { private final int kind; A() { this(1); }"
                + " A(int n) { if (n > 0) { kind = 7; } else { kind = 8; } } int f() { return 2 + kind; } }";
        assertThat(Build.run(request(before, after).build()).report().refusal())
                .startsWith("cannot carry 'a.A.kind': what the new code needs")
                .contains("constructor 'a.A()': it assigns it in several places; give it with --rule a.A.kind=VALUE");
    }

    /** The name of the field is said, and no class is made that does not verify. */
    @Test
    void aFieldOfAnotherObjectAssignedOnTheWayIsRefusedByName() throws Exception {
        String before =
                "package a; public class A { private StringBuilder other; A(A o) { this(o, 1); } A(A o, int n) { } String f() { return \"1\"; } }";
        String after = "package a; public class A { private StringBuilder built; private StringBuilder other;"
                + " A(A o) { this(o, 1); } A(A o, int n) { BODY } String f() { return \"2\" + built; } }";
        for (String body : List.of(
                "o.built = this.other = new StringBuilder();",
                "this.other = o.built = new StringBuilder();",
                "(n > 1 ? o : this).built = new StringBuilder();")) {
            assertThat(Build.run(request(before, after.replace("BODY", body)).build())
                            .report()
                            .refusal())
                    .startsWith("cannot carry 'a.A.built': what the new code needs")
                    .contains("give it with --rule a.A.built=VALUE");
        }
    }

    /** What no constructor is sure to give is asked for, and not given to every object. */
    @Test
    void aFieldThatIsNotAlwaysAssignedIsRefusedByName() throws Exception {
        String before = "package a; public class A { final int n; A(int n) { this.n = n; } int f() { return 1; } }";
        String after = "package a; public class A { final int n; private int limit; A(int n) { this.n = n; BODY }"
                + " int f() { return 2 + limit; } }";
        for (String body : List.of(
                "if (n > 5) { limit = 7; }",
                "if (n > 5) { return; } limit = 7;",
                "for (int i = 0; i < n; i++) { limit = 7; }",
                "try { Integer.parseInt(\"\" + n); limit = 7; } catch (NumberFormatException e) { System.gc(); }",
                "switch (n) { case 1: limit = 7; break; default: }")) {
            BuildResult result =
                    Build.run(request(before, after.replace("BODY", body)).build());
            assertThat(result.report().refusal())
                    .as(body)
                    .startsWith("cannot carry 'a.A.limit': what the new code needs")
                    .contains(
                            "constructor 'a.A(int)': it does not always assign it; give it with --rule a.A.limit=VALUE");
        }
    }

    /** Ways that end in an exception leave no object; ways that give the same are as good as one. */
    @Test
    void aFieldThatEveryWayThroughAssignsTheSameNeedsNoRule() throws Exception {
        String before = "package a; public class A { final int n; A(int n) { this.n = n; } int f() { return 1; } }";
        String after = "package a; public class A { final int n; private int limit; A(int n) { this.n = n; BODY }"
                + " int f() { return 2 + limit; } }";
        for (String body : List.of(
                "if (n > 5) { throw new IllegalArgumentException(); } limit = 7;",
                "if (n > 5) { limit = 7; } else { limit = 7; }",
                "limit = 3; limit = 7;",
                "if (n > 5) { limit = 0; }",
                "try { limit = 7; } finally { System.gc(); }",
                "try { limit = Integer.parseInt(\"7\"); } catch (NumberFormatException e) { throw e; }")) {
            BuildResult result =
                    Build.run(request(before, after.replace("BODY", body)).build());
            assertThat(BuildTest.functions(result)).as(body).containsExactly("a.A.<init>,1", "a.A.f,1");
            assertThat(result.report().warnings())
                    .as(body)
                    .noneSatisfy(line -> assertThat(line).contains("different values"));
        }
    }

    /** It may hold zero there, as under the old name. */
    @Test
    void aFieldWithAnotherNameThatIsNotAlwaysAssignedNeedsNoRule() throws Exception {
        String before = "package a; public class A { private String[] words; A(String[] given) {"
                + " if (given != null) { words = given.clone(); } } String f() { return words + \"1\"; } }";
        BuildResult result =
                Build.run(request(before, before.replace("words", "terms").replace("\"1\"", "\"2\""))
                        .build());
        assertThat(result.report().warnings())
                .anySatisfy(
                        line -> assertThat(line).startsWith("added field 'a.A.terms' takes the place of 'a.A.words'"));
    }

    /** What the constructor was called with is not what it kept. */
    @Test
    void aParameterThatAConstructorChangesIsNotTakenForWhatItHolds() throws Exception {
        String before =
                "package a; public class A { final int n; A() { this(4); } A(int n) { this.n = n; } int f() { return 1; } }";
        String after = "package a; public class A { final int n; private int limit; A() { this(4); }"
                + " A(int n) { this.n = n; n = n * 2; limit = n; } int f() { return 2 + limit; } }";
        assertThat(Build.run(request(before, after).build()).report().refusal())
                .contains("constructor 'a.A()': it comes from a parameter; give it with --rule a.A.limit=VALUE");
    }

    /** What is not sure is named, and not taken: fastjson's accept list grows by what a system property says. */
    @Test
    void aMethodThatAConstructorCallsAndThatMayAssignAFieldIsNamed() throws Exception {
        String before = "package a; public class A { final int n; A(int n) { this.n = n; } int f() { return 1; } }";
        String after =
                "package a; public class A { final int n; private int limit; A(int n) { this.n = n; limit = 7; grow(); }"
                        + " void grow() { if (n > 5) { limit++; } } int f() { return 2 + limit; } }";
        String replaced = after.replace("if (n > 5) { limit++; }", "limit = 8;")
                + " class B extends A { B() { super(1); } void grow() { } }";
        for (String fixed : List.of(after, replaced)) {
            assertThat(Build.run(request(before, fixed).build()).report().warnings())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith(
                                    "added field 'a.A.limit': 'grow', which a constructor calls, may assign it too"));
        }
    }

    /** It is not zero there, but what only the caller knew. */
    @Test
    void aFieldThatAMethodAssignsWhatACallerKnewIsRefusedByName() throws Exception {
        String before = "package a; public class A { A(int n) { } int f() { return 1; } }";
        String after = "package a; public class A { private int limit; A(int n) { keep(n * 2); }"
                + " private void keep(int n) { limit = n; } int f() { return 2 + limit; } }";
        assertThat(Build.run(request(before, after).build()).report().refusal())
                .contains("constructor 'a.A(int)': it comes from a parameter; give it with --rule a.A.limit=VALUE");
    }

    /** As commons-beanutils 1.9.4: the list that objects made before hold is what the old method made. */
    @Test
    void aChangedMethodByWhichAConstructorFillsObjectsIsNamed() throws Exception {
        String before =
                "package a; import java.util.*; public class A { private final List<String> list = new ArrayList<>();"
                        + " private final List<String> other = new ArrayList<>(); A() { reset(); look(); }"
                        + " public void reset() { fill(); } private void fill() { list.clear(); list.add(\"1\"); }"
                        + " int look() { return list.size() + 1; } void later() { other.add(\"1\"); } String f() { return \"\" + list; } }";
        BuildResult result =
                Build.run(request(before, before.replace("\"1\"", "\"2\"").replace("+ 1", "+ 2"))
                        .build());
        assertThat(result.report().warnings().stream().filter(line -> line.contains("which a constructor calls")))
                .containsExactly(
                        "'a.A.fill' changed, which a constructor calls: objects made before the patch keep what"
                                + " the old one put into them");
    }

    /** The one object of its class is made anew, as when the constructor itself changes. */
    @Test
    void aSingletonThatAChangedMethodFillsBeginsAnew() throws Exception {
        String before = "package a; import java.util.*; public class A { static final A ONE = new A();"
                + " private final List<String> list = new ArrayList<>(); A() { fill(); }"
                + " private void fill() { list.add(\"1\"); } static String f() { return \"\" + ONE.list; } }";
        BuildResult result =
                Build.run(request(before, before.replace("\"1\"", "\"2\"")).build());
        assertThat(result.report().warnings())
                .anySatisfy(line -> assertThat(line).startsWith("static field 'a.A.ONE' begins anew in new code"));
    }
}
