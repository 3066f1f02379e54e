package org.klp4j.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.engine.Shape;
import org.klp4j.engine.Shapes;
import org.klp4j.format.KlpException;

/** Objects coming and going, told by the classes of real loaders. */
final class LoadedCodeTest {
    @TempDir
    private Path scratch;

    private Lab lab;
    private LoadedCode code;

    @BeforeEach
    void start() throws Exception {
        lab = new Lab(scratch);
        code = lab.weaver.code();
    }

    @Test
    void knowsWhatIsLoaded() throws Exception {
        assertThat(code.loaded("vmlinux")).isTrue();
        assertThat(code.loaded("org.assertj.core")).isTrue();
        assertThat(code.loaded("loaded.code")).isFalse();
        assertThat(code.classLoaded("t.Known")).isFalse();
        Class<?> known =
                new Lab.Copy(Map.of("t.Known", lab.speaking("Known", "")), "loaded-code-1.0.jar").loadClass("t.Known");
        assertThat(code.loaded("loaded.code")).isTrue();
        assertThat(code.classLoaded("t.Known")).isTrue();
        assertThat(known).isNotNull();
    }

    @Test
    void patchesAnObjectBeforeItsFirstClassRuns() throws Exception {
        byte[] before = lab.speaking("Arriving", "old");
        byte[] after = lab.speaking("Arriving", "new");
        Shapes patched = Lab.shapes(Lab.call("t.Arriving", new Shape.Single(Lab.body(before, after))));
        Queue<String> events = new ConcurrentLinkedQueue<>();
        code.report(
                object -> {
                    events.add(object + " in " + Thread.currentThread().getName());
                    weave(patched);
                },
                events::add);
        code.watch(Set.of("some.thing"), Set.of());
        assertThat(lab.transformers).hasValue(1);
        Class<?> other = new Lab.Copy(Map.of("t.Other", lab.speaking("Other", "")), "other-2.jar").loadClass("t.Other");
        assertThat(events).isEmpty();
        Class<?> arrived =
                new Lab.Copy(Map.of("t.Arriving", before), "some_thing-3.1-beta.jar").loadClass("t.Arriving");
        assertThat(events).containsExactly("some.thing in klp4j-objects");
        assertThat(Lab.call(arrived)).isEqualTo("new");
        code.watch(Set.of(), Set.of());
        assertThat(lab.transformers).as("still patched").hasValue(1);
        lab.weaver.weave(Shapes.NONE);
        assertThat(lab.transformers).hasValue(0);
        assertThat(List.of(Lab.call(arrived), Lab.call(other))).containsExactly("old", "");
    }

    @Test
    void aClassIsNotHeldUpForLong() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        code.report(object -> awaitUninterrupted(end), object -> {});
        code.watch(Set.of("held.up"), Set.of());
        byte[] first = lab.speaking("First", "1");
        byte[] second = lab.speaking("Second", "2");
        Lab.Copy copy = new Lab.Copy(Map.of("t.First", first, "t.Second", second), "held-up.jar");
        assertThat(Lab.call(copy.loadClass("t.First"))).isEqualTo("1");
        long start = System.nanoTime();
        assertThat(Lab.call(copy.loadClass("t.Second"))).isEqualTo("2");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(lab.logged()).hasSize(1).first().asString().contains("'held.up' is loaded without waiting");
        end.countDown();
        code.watch(Set.of(), Set.of());
    }

    @Test
    void tellsWhenTheLastLoaderIsGone() throws Exception {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        code.report(object -> {}, events::add);
        Map<String, byte[]> classes = Map.of("t.Mortal", lab.speaking("Mortal", ""));
        Class<?> first = new Lab.Copy(classes, "mortal-1.jar").loadClass("t.Mortal");
        Class<?> second = new Lab.Copy(classes, "mortal-2.jar").loadClass("t.Mortal");
        code.watch(Set.of(), Set.of("mortal", "org.assertj.core"));
        assertThat(Lab.call(first) + Lab.call(second)).isEmpty();
        first = null;
        System.gc();
        assertThat(Lab.call(second)).isEmpty();
        assertThat(events).isEmpty();
        second = null;
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return !events.isEmpty();
        });
        assertThat(events).containsExactly("mortal");
        code.watch(Set.of(), Set.of());
        await().atMost(Duration.ofSeconds(30)).until(() -> threads("klp4j-loaders") == 0);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private void weave(Shapes shapes) {
        try {
            lab.weaver.weave(shapes);
        } catch (KlpException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
