package org.klp4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

final class ModuleJarTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    private static ModuleImage sample() {
        FunctionImage odd =
                new FunctionImage("com.foo.Bar$Baz", "odd name%", "(I[[Ljava/lang/String;)V", 2, HASH, HASH);
        FunctionImage init = new FunctionImage("com.foo.Bar$Baz", "<init>", "()V", 1, HASH, HASH);
        CompanionImage companion =
                new CompanionImage("com.foo.Bar$klp1", "com.foo.Bar$Baz", true, new byte[] {1, 2, 3});
        PatchImage patch = new PatchImage(
                List.of(new ObjectImage("foo.bar", List.of(odd, init), List.of("com.foo.Bar$klp1"))),
                Map.of("com.foo.Bar$Baz", new byte[] {4, 5}),
                List.of(companion),
                List.of(
                        new NeedImage("com.foo.Bar", "a.B", "", "", false),
                        new NeedImage("com.foo.Bar", "a.B", "c d", "(I)V", true),
                        new NeedImage("com.foo.Bar", "a.B", "e", "I", false)),
                List.of("constructor of 'com.foo.Bar' changed, old instances keep their state"));
        return new ModuleImage(
                ModuleInfo.built(
                        "fix_bar", "1.0", "a description that is long enough to be folded, with ümläuts ä ö ü"),
                patch,
                Map.of("META-INF/LICENSE", "text".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        ModuleImage read = ModuleJar.read("x.klp.jar", ModuleJar.write(sample()));
        PatchImage patch = read.patch();
        assertThat(patch).isNotNull();
        assertThat(patch.objects()).isEqualTo(sample().patch().objects());
        assertThat(patch.needs()).isEqualTo(sample().patch().needs());
        assertThat(patch.notes()).isEqualTo(sample().patch().notes());
        assertThat(patch.bodies().get("com.foo.Bar$Baz")).containsExactly(4, 5);
        assertThat(patch.companions()).hasSize(1);
        assertThat(patch.objects().get(0).callbacks()).containsExactly("com.foo.Bar$klp1");
        assertThat(patch.companions().get(0).serial()).isTrue();
        assertThat(patch.companions().get(0).bytes()).containsExactly(1, 2, 3);
        assertThat(read.info().description()).isEqualTo(sample().info().description());
        assertThat(read.info().srcversion()).matches("[0-9A-F]{24}");
        assertThat(read.files()).containsOnlyKeys("META-INF/LICENSE");
    }

    @Test
    void equalImagesGiveEqualBytes() throws Exception {
        assertThat(ModuleJar.write(sample())).isEqualTo(ModuleJar.write(sample()));
    }

    @Test
    void theJdkReadsTheManifest() throws Exception {
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(ModuleJar.write(sample())))) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Livepatch"))
                    .isEqualTo("Y");
            assertThat(jar.getManifest().getMainAttributes().getValue("Klp-Description"))
                    .contains("ümläuts");
        }
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] whole = ModuleJar.write(sample());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ModuleJar.read("x.klp.jar", cut))
                    .isInstanceOf(KlpException.class)
                    .hasMessageStartingWith("'x.klp.jar' is no module klp4j can load: ");
        }
    }

    @Test
    void damagedBytesAreReadOrRefusedButNothingElse() throws Exception {
        byte[] whole = ModuleJar.write(sample());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                ModuleJar.read("x.klp.jar", damaged);
            } catch (KlpException e) {
                assertThat(e.errno()).as("seed %d", seed).isEqualTo(Errno.ENOEXEC.number());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void refusesWhatThePatchTextMustNotSay() throws Exception {
        refused("klp 2\n", "line 1");
        refused("klp 1\nfrobnicate x\n", "line 2 of 'META-INF/klp/patch': unknown keyword 'frobnicate'");
        refused("klp 1\nobject a\nobject a\n", "object 'a' is there twice");
        refused("klp 1\nfunction A m ()V 1 " + HASH + " " + HASH + "\n", "before the first object");
        refused("klp 1\nobject a\nfunction A m ()V 1 " + HASH + " " + HASH + "\n", "bodies/A.class' is missing");
        refused("klp 1\nobject a\nfunction A m ()V 1 " + HASH + " nohash\n", "'nohash' is no body hash");
        refused("klp 1\nobject a\nfunction A m (Q)V 1 " + HASH + " " + HASH + "\n", "no method descriptor");
        refused("klp 1\nobject a\nfunction A m " + "(".repeat(100_000) + " 1 x x\n", "no method descriptor");
        refused("klp 1\nobject a/b c\n", "'object' with 2 words");
        refused("klp 1\nobject a", "cut short");
    }

    private static void refused(String patchText, String reason) throws Exception {
        byte[] manifest = ModuleManifest.write(ModuleInfo.built("m", "", ""));
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put(ModuleJar.PATCH, patchText.getBytes(StandardCharsets.UTF_8));
        byte[] jar = StoredZip.write(manifest, entries);
        assertThatThrownBy(() -> ModuleJar.read("m.klp.jar", jar))
                .isInstanceOf(KlpException.class)
                .hasMessageContaining(reason);
    }
}
