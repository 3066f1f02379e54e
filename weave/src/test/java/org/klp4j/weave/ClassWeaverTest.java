package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;

/** Woven classes, run against a gate that answers as told. */
final class ClassWeaverTest {
    private static final String BEFORE = """
            package t;
            public class Host {
                final String made;
                static int depth;
                public Host(String a, int b) { this(a.isEmpty() ? "none" : a + b); }
                private Host(String made) { super(); this.made = made + "-old"; }
                public static String run() throws Exception {
                    Host h = new Host("x", 7);
                    StringBuilder out = new StringBuilder(h.made);
                    out.append(' ').append(h.sum(1L, 2.5, 3, 4f)).append(' ').append(pick(2)).append(' ').append(pick(900));
                    out.append(' ').append(h.guarded("q")).append(' ').append(h.guarded(null)).append(' ').append(fact(5));
                    out.append(' ').append(h.locked()).append(' ').append(((Face) new Sub()).greet());
                    return out.toString();
                }
                double sum(long a, double b, int c, float d) {
                    double s = a; for (int i = 0; i < c; i++) { s += b; } while (s < 0) { s++; } return s + d;
                }
                static String pick(int k) {
                    switch (k) { case 1: return "one"; case 2: return "two"; case 900: return "many"; default: return "?"; }
                }
                String guarded(String s) {
                    try { return "len" + s.length(); } catch (NullPointerException e) { return "npe"; } finally { depth++; }
                }
                static int fact(int n) { return n <= 1 ? 1 : n * fact(n - 1); }
                synchronized String locked() { return "old" + Thread.holdsLock(this); }
                public interface Face { default String greet() { return "hi-old"; } }
                static class Sub implements Face {}
            }
            """;

    private static final String AFTER = BEFORE.replace("-old", "-new")
            .replace("\"old\"", "\"new\"")
            .replace("s += b", "s += 2 * b")
            .replace("\"one\"", "\"uno\"")
            .replace("\"two\"", "\"due\"")
            .replace("\"many\"", "\"molti\"")
            .replace("\"npe\"", "\"NPE\"")
            .replace("\"len\"", "\"LEN\"")
            .replace("n * fact(n - 1)", "n + fact(n - 1)");

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(ints = {8, 11, 17})
    void runsTheBodyTheGateChooses(int release) throws Exception {
        Map<String, byte[]> before = compile("before", BEFORE, release);
        Map<String, byte[]> after = compile("after", AFTER, release);
        Map<String, byte[]> gated = weave(before, after, true);
        Class<?> host = new ByteLoader(gated).loadClass("t.Host");

        StandInGate.answer(false);
        assertThat(run(host)).isEqualTo("x7-old 12.5 two many len1 npe 120 oldtrue hi-old");
        assertThat(StandInGate.asked()).isNotEmpty().containsOnly(77);
        StandInGate.answer(true);
        assertThat(run(host)).isEqualTo("x7-new 20.0 due molti LEN1 NPE 15 newtrue hi-new");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 11, 17})
    void aSingleBodyIsTheReplacementAndAsksNoGate(int release) throws Exception {
        Map<String, byte[]> before = compile("before", BEFORE, release);
        Map<String, byte[]> after = compile("after", AFTER, release);
        Map<String, byte[]> single = weave(before, after, false);
        StandInGate.answer(false);
        assertThat(run(new ByteLoader(single).loadClass("t.Host")))
                .isEqualTo("x7-new 20.0 due molti LEN1 NPE 15 newtrue hi-new");
        assertThat(StandInGate.asked()).isEmpty();
        for (String name : before.keySet()) {
            assertThat(BodyHash.all(single.get(name))).isEqualTo(BodyHash.all(after.get(name)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 11, 17})
    void anArrivingMethodCallsItselfWhenTheHookSaysSo(int release) throws Exception {
        Map<String, byte[]> arriving = new HashMap<>();
        for (Map.Entry<String, byte[]> entry :
                compile("before", BEFORE, release).entrySet()) {
            List<MethodPlan> plans = new ArrayList<>();
            for (MethodKey key : BodyHash.all(entry.getValue()).keySet()) {
                if (!key.name().equals("<clinit>")) {
                    plans.add(new MethodPlan.Arriving(key, 78));
                }
            }
            arriving.put(entry.getKey(), new ClassWeaver(StandInGate.OWNER).weave(entry.getValue(), plans));
        }
        StandInGate.answer(false);
        assertThat(run(new ByteLoader(arriving).loadClass("t.Host")))
                .isEqualTo("x7-old 12.5 two many len1 npe 120 oldtrue hi-old");
        assertThat(StandInGate.asked()).hasSizeGreaterThan(20).containsOnly(78);
        assertThat(StandInGate.asked().size() % 2).isZero();
    }

    @Test
    void weavingIsDeterministicAndChangesNothingElse() throws Exception {
        Map<String, byte[]> before = compile("before", BEFORE, 17);
        Map<String, byte[]> after = compile("after", AFTER, 17);
        byte[] host = before.get("t.Host");
        MethodKey pick = new MethodKey("pick", "(I)Ljava/lang/String;");
        MethodPlan plan =
                new MethodPlan.Gated(pick, 5, MethodBody.ORIGINAL, new PatchClass(after.get("t.Host")).method(pick));
        ClassWeaver weaver = new ClassWeaver();
        byte[] woven = weaver.weave(host, List.of(plan));
        assertThat(weaver.weave(host, List.of(plan))).isEqualTo(woven);
        Map<MethodKey, String> expected = new HashMap<>(BodyHash.all(host));
        Map<MethodKey, String> actual = new HashMap<>(BodyHash.all(woven));
        assertThat(actual.remove(pick)).isNotEqualTo(expected.remove(pick));
        assertThat(actual).isEqualTo(expected);
        assertThat(weaver.weave(host, List.of())).isSameAs(host);
    }

    /** A redefined class keeps every constant it ever had, so a transition must bring none of its own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 32_767, 32_768, 1_000_000, 1 << 29})
    void anIdArrivesWholeAndIsNoConstant(int id) throws Exception {
        Map<String, byte[]> before = compile("before", BEFORE, 17);
        Map<String, byte[]> after = compile("after", AFTER, 17);
        MethodKey pick = new MethodKey("pick", "(I)Ljava/lang/String;");
        MethodBody body = new PatchClass(after.get("t.Host")).method(pick);
        ClassWeaver weaver = new ClassWeaver(StandInGate.OWNER);
        Map<String, byte[]> woven = new HashMap<>(before);
        for (int each : new int[] {7, id}) {
            MethodPlan plan = new MethodPlan.Gated(pick, each, MethodBody.ORIGINAL, body);
            byte[] last = weaver.weave(before.get("t.Host"), List.of(plan));
            if (each == id) {
                assertThat(new ClassReader(last).getItemCount())
                        .isEqualTo(new ClassReader(woven.get("t.Host")).getItemCount());
            }
            woven.put("t.Host", last);
        }
        StandInGate.answer(false);
        run(new ByteLoader(woven).loadClass("t.Host"));
        assertThat(StandInGate.asked()).isNotEmpty().containsOnly(id);
    }

    private Map<String, byte[]> compile(String directory, String source, int release) throws Exception {
        Path target = Files.createDirectories(scratch.resolve(directory));
        return SourceClasses.compile(target, "t.Host", source, "--release", "" + release, "-Xlint:-options");
    }

    private static Map<String, byte[]> weave(Map<String, byte[]> before, Map<String, byte[]> after, boolean gated)
            throws Exception {
        Map<String, byte[]> woven = new HashMap<>();
        for (Map.Entry<String, byte[]> entry : before.entrySet()) {
            PatchClass patch = new PatchClass(after.get(entry.getKey()));
            List<MethodPlan> plans = new ArrayList<>();
            for (MethodKey key : BodyHash.all(entry.getValue()).keySet()) {
                if (!key.name().equals("<clinit>")) {
                    plans.add(
                            gated
                                    ? new MethodPlan.Gated(key, 77, MethodBody.ORIGINAL, patch.method(key))
                                    : new MethodPlan.Single(key, patch.method(key)));
                }
            }
            woven.put(entry.getKey(), new ClassWeaver(StandInGate.OWNER).weave(entry.getValue(), plans));
        }
        return woven;
    }

    private static Object run(Class<?> host) throws Exception {
        Method run = host.getMethod("run");
        try {
            return run.invoke(null);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
