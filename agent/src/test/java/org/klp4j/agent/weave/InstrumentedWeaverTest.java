package org.klp4j.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.engine.Body;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.Shape;
import org.klp4j.engine.Shapes;
import org.klp4j.format.KlpException;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.PatchClass;

/** What the running classes do, step by step. */
final class InstrumentedWeaverTest {
    @TempDir
    private Path scratch;

    private Lab lab;

    @BeforeEach
    void start() throws Exception {
        lab = new Lab(scratch);
    }

    private final class Speaker {
        final String name;
        final byte[] before;
        final byte[] after;
        final PatchBody fixed;

        Speaker(String simpleName) throws Exception {
            name = "t." + simpleName;
            before = lab.speaking(simpleName, "old");
            after = lab.speaking(simpleName, "new");
            fixed = Lab.body(before, after);
        }

        Class<?> copy() throws ClassNotFoundException {
            return new Lab.Copy(Map.of(name, before)).loadClass(name);
        }

        Shapes single() {
            return Lab.shapes(Lab.call(name, new Shape.Single(fixed)));
        }

        Shapes gated() {
            return Lab.shapes(Lab.call(name, new Shape.Gated(1, Body.ORIGINAL, fixed)));
        }
    }

    @Test
    void goesThroughAllShapesAndLeavesNothing() throws Exception {
        Speaker speaker = new Speaker("Shapes");
        Class<?> one = speaker.copy();
        Class<?> other = speaker.copy();
        lab.weaver.weave(speaker.gated());
        StandInGate.answer(false);
        assertThat(Lab.call(one)).isEqualTo("old");
        StandInGate.answer(true);
        assertThat(Lab.call(one) + Lab.call(other)).isEqualTo("newnew");
        lab.weaver.weave(speaker.single());
        StandInGate.answer(false);
        assertThat(Lab.call(one) + Lab.call(other)).isEqualTo("newnew");
        assertThat(Lab.call(speaker.copy())).as("loaded later").isEqualTo("new");
        assertThat(lab.transformers).hasValue(1);
        lab.weaver.weave(Shapes.NONE);
        assertThat(Lab.call(one) + Lab.call(other) + Lab.call(speaker.copy())).isEqualTo("oldoldold");
        assertThat(lab.transformers).hasValue(0);
        assertThat(lab.logged()).isEmpty();
    }

    @Test
    void aDryRunRedefinesNothing() throws Exception {
        Speaker speaker = new Speaker("Dry");
        Class<?> copy = speaker.copy();
        Lab.call(copy);
        Path file = scratch.resolve("dry.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ClassRedefinition");
            recording.start();
            lab.weaver.resolve(speaker.gated());
            lab.weaver.check(speaker.gated());
            recording.dump(file);
            assertThat(redefinitions(file, speaker.name)).isZero();
            assertThat(Lab.call(copy)).isEqualTo("old");
            assertThat(lab.transformers).hasValue(0);
            lab.weaver.weave(speaker.gated());
            recording.dump(file);
            assertThat(redefinitions(file, speaker.name)).isOne();
        }
        lab.weaver.weave(Shapes.NONE);
    }

    private static long redefinitions(Path recording, String className) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getClass("redefinedClass").getName().equals(className))
                .count();
    }

    @Test
    void refusesOtherCodeAndChangesNoClassOfTheStep() throws Exception {
        Speaker good = new Speaker("Good");
        Speaker bad = new Speaker("Bad");
        Class<?> goodCopy = good.copy();
        Class<?> badCopy = new Lab.Copy(Map.of(bad.name, lab.speaking("Bad", "other"))).loadClass(bad.name);
        Shapes both = Lab.shapes(
                Lab.call(good.name, new Shape.Single(good.fixed)), Lab.call(bad.name, new Shape.Single(bad.fixed)));
        assertThatThrownBy(() -> lab.weaver.weave(both))
                .isInstanceOf(KlpException.class)
                .hasMessageContaining("t.Bad.call()Ljava/lang/String;")
                .hasMessageContaining("is not the code this patch was made for")
                .hasMessageContaining("Lab$Copy@");
        assertThat(Lab.call(goodCopy) + Lab.call(badCopy)).isEqualTo("oldother");
        assertThat(lab.transformers).hasValue(0);
        assertThatThrownBy(() -> lab.weaver.resolve(both)).hasMessageContaining("t.Bad");
        assertThatThrownBy(() -> lab.weaver.check(both)).hasMessageContaining("t.Bad");
    }

    @Test
    void leavesACopyThatIsFixedAlready() throws Exception {
        Speaker speaker = new Speaker("Fixed");
        Class<?> fixed = new Lab.Copy(Map.of(speaker.name, speaker.after)).loadClass(speaker.name);
        Class<?> vulnerable = speaker.copy();
        lab.weaver.weave(speaker.gated());
        StandInGate.answer(false);
        assertThat(Lab.call(fixed) + Lab.call(vulnerable)).isEqualTo("newold");
        assertThat(lab.logged()).hasSize(1).first().asString().contains("klp4j: ", "is fixed already");
        lab.weaver.weave(Shapes.NONE);
        assertThat(Lab.call(fixed) + Lab.call(vulnerable)).isEqualTo("newold");
    }

    @Test
    void patchesACopyThatAnotherAgentInstrumented() throws Exception {
        Speaker speaker = new Speaker("Instrumented");
        byte[] instrumented = lab.speaking("Instrumented", "measured");
        Class<?> copy = new Lab.Copy(Map.of(speaker.name, instrumented), Map.of(speaker.name, speaker.before))
                .loadClass(speaker.name);
        lab.weaver.weave(speaker.single());
        assertThat(Lab.call(copy)).isEqualTo("new");
        assertThat(lab.logged()).hasSize(1).first().asString().contains("instrumented by another agent");
        lab.weaver.weave(Shapes.NONE);
        assertThat(Lab.call(copy)).isEqualTo("measured");
    }

    @Test
    void aClassLoadedLaterWithOtherCodeRunsAndIsReported() throws Exception {
        Speaker speaker = new Speaker("Later");
        lab.weaver.weave(speaker.single());
        Class<?> copy = new Lab.Copy(Map.of(speaker.name, lab.speaking("Later", "other"))).loadClass(speaker.name);
        assertThat(Lab.call(copy)).isEqualTo("other");
        assertThat(lab.logged()).hasSize(1).first().asString().contains("runs UNPATCHED", "t.Later.call");
        lab.weaver.weave(Lab.shapes(Lab.call(speaker.name, new Shape.Gated(2, speaker.fixed, Body.ORIGINAL))));
        assertThat(Lab.call(copy)).as("the decision stands").isEqualTo("other");
        lab.weaver.weave(Shapes.NONE);
    }

    @Test
    void staysThroughRetransformationsAndRedefinitionsByOthers() throws Exception {
        Speaker speaker = new Speaker("Foreign");
        Class<?> copy = speaker.copy();
        lab.weaver.weave(speaker.single());
        Instrumentation foreign = AttachedAgent.attach();
        foreign.retransformClasses(copy);
        assertThat(Lab.call(copy)).isEqualTo("new");
        assertThat(lab.logged()).isEmpty();
        foreign.redefineClasses(new ClassDefinition(copy, lab.speaking("Foreign", "hot swapped")));
        assertThat(Lab.call(copy)).isEqualTo("new");
        assertThat(lab.logged()).hasSize(1).first().asString().contains("ALARM", "t.Foreign.call");
        assertThat(lab.weaver.alarms()).hasSize(1).first().asString().contains("t.Foreign.call", "woven again");
        lab.weaver.weave(Shapes.NONE);
        assertThat(lab.weaver.alarms()).isEmpty();
        // HotSpot 17 hands in the bytes it kept at the first retransformation, whatever was redefined since
        assertThat(Lab.call(copy)).isIn("old", "hot swapped");
    }

    @Test
    void noticesAnAgentThatReplacesWhatItWeaves() throws Exception {
        Speaker speaker = new Speaker("Overruled");
        Class<?> copy = speaker.copy();
        lab.weaver.weave(speaker.single());
        assertThat(lab.weaver.alarms()).isEmpty();
        Instrumentation foreign = AttachedAgent.attach();
        ClassFileTransformer cached = always(copy, speaker.before);
        foreign.addTransformer(cached, true);
        foreign.retransformClasses(copy);
        assertThat(Lab.call(copy)).isEqualTo("old");
        await().untilAsserted(() ->
                assertThat(lab.weaver.alarms()).hasSize(1).first().asString().contains(speaker.name, "UNPATCHED"));
        assertThatThrownBy(() -> lab.weaver.resolve(speaker.gated()))
                .hasMessageContaining("another agent replaces whatever is woven into class '" + speaker.name);
        foreign.removeTransformer(cached);
        foreign.retransformClasses(copy);
        await().untilAsserted(() -> assertThat(lab.weaver.alarms()).isEmpty());
        assertThat(Lab.call(copy)).isEqualTo("new");
        lab.weaver.weave(Shapes.NONE);
    }

    @Test
    void findsAPositionInTheOrderOfTheClassFile() throws Exception {
        String source = """
                package t; public class Position {
                    static String z(int i) { return "int"; } static String z(long l) { return "long"; }
                    static String z(String s) { return "text"; } static String a() { return "a"; }
                    public static String call() { return z(1) + z(1L) + z(""); } }
                """;
        byte[] before = lab.compile("t.Position", source).get("t.Position");
        byte[] after = lab.compile(
                        "t.Position", source.replace("\"long\"", "\"LONG\"").replace("\"text\"", "\"TEXT\""))
                .get("t.Position");
        Class<?> copy = new Lab.Copy(Map.of("t.Position", before)).loadClass("t.Position");
        PatchBody any = new PatchBody(new PatchClass(after), BodyHash.of(before, z("J")), null);
        lab.weaver.weave(Lab.shapes(position(2, any)));
        assertThat(Lab.call(copy)).isEqualTo("intLONGtext");
        lab.weaver.weave(Shapes.NONE);
        refuses(position(0, any), "unresolvable ambiguity for symbol 't.Position.z' in object 'object'");
        refuses(position(4, any), "symbol position 4 for symbol 't.Position.z' in object 'object' not found");
    }

    private static MethodKey z(String argument) {
        return new MethodKey("z", "(" + argument + ")Ljava/lang/String;");
    }

    private static MethodShape position(int sympos, PatchBody body) {
        return new MethodShape("object", new FunctionName("t.Position", "z", null, sympos), new Shape.Single(body));
    }

    private void refuses(MethodShape shape, String line) {
        assertThatThrownBy(() -> lab.weaver.weave(Lab.shapes(shape))).hasMessage(line);
        assertThat(lab.logged()).contains("livepatch: " + line);
    }

    private static ClassFileTransformer always(Class<?> of, byte[] bytes) {
        return new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] given) {
                return redefined == of ? bytes : null;
            }
        };
    }
}
