package org.klp4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs with the JDK's own {@code jarsigner}. */
class ModuleSignatureTest {
    private static final byte[] MANIFEST = Wire.bytes("Manifest-Version: 1.0\r\nKlp-Format: 1\r\nKlp-Name: m\r\n\r\n");
    private static final Map<String, byte[]> ENTRIES =
            Map.of("a/B.class", new byte[] {1, 2, 3}, "META-INF/klp/patch", Wire.bytes("klp 1\n"));

    @TempDir
    private Path directory;

    @Test
    void aModuleWithoutSignatureIsUnsigned() throws KlpException {
        assertThat(ModuleSignature.of("m", StoredZip.write(MANIFEST, ENTRIES)).signed())
                .isFalse();
    }

    @Test
    void aSignedModuleNamesItsSigner() throws Exception {
        ModuleSignature signature = ModuleSignature.of("m", signed());
        assertThat(signature.signers()).containsExactly("CN=klp4j test");
    }

    @Test
    void aChangedEntryIsRefused() throws Exception {
        Map<String, byte[]> entries = BoundedZip.read(signed());
        entries.put("META-INF/klp/patch", Wire.bytes("klp 1\nobject x\n"));
        refused(entries);
    }

    @Test
    void anAddedEntryIsRefused() throws Exception {
        Map<String, byte[]> entries = BoundedZip.read(signed());
        entries.put("a/C.class", new byte[] {4});
        refused(entries);
    }

    @Test
    void aChangedManifestIsRefused() throws Exception {
        Map<String, byte[]> entries = BoundedZip.read(signed());
        String manifest = Wire.text(entries.get(ModuleJar.MANIFEST));
        entries.put(ModuleJar.MANIFEST, Wire.bytes(manifest.replace("Klp-Name: m", "Klp-Name: n")));
        refused(entries);
    }

    private static void refused(Map<String, byte[]> entries) {
        byte[] manifest = entries.get(ModuleJar.MANIFEST);
        Map<String, byte[]> rest = new TreeMap<>(entries);
        rest.remove(ModuleJar.MANIFEST);
        assertThatExceptionOfType(KlpException.class)
                .isThrownBy(() -> ModuleSignature.of("m.klp.jar", StoredZip.write(manifest, rest)))
                .withMessageStartingWith("'m.klp.jar' was changed after it was signed")
                .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EKEYREJECTED.number()));
    }

    private byte[] signed() throws IOException, InterruptedException {
        Path jar = directory.resolve("m.jar");
        Path keys = directory.resolve("keys");
        Files.write(jar, StoredZip.write(MANIFEST, ENTRIES));
        List<String> store = List.of("-keystore", keys.toString(), "-storepass", "changeit");
        run(
                "keytool",
                store,
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=klp4j test",
                "-validity",
                "2");
        run("jarsigner", store, jar.toString(), "k");
        return Files.readAllBytes(jar);
    }

    private void run(String tool, List<String> store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(store);
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    }
}
