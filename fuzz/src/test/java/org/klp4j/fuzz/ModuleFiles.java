package org.klp4j.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleJar;

/** Module files: read, or refused with one line; what was read is written so that it reads the same. */
final class ModuleFiles {
    private static final String MANIFEST =
            "Manifest-Version: 1.0\nLivepatch: Y\nKlp-Format: 1\nKlp-Name: fuzz\nKlp-Srcversion: 0123456789ABCDEF\n\n";

    private ModuleFiles() {}

    static void readPatch(byte[] text) throws KlpException, IOException {
        read(jar(MANIFEST.getBytes(StandardCharsets.UTF_8), text));
    }

    static void readManifest(byte[] text) throws KlpException, IOException {
        read(jar(text, "klp 1\n".getBytes(StandardCharsets.UTF_8)));
    }

    static void read(byte[] bytes) throws KlpException {
        ModuleImage image;
        try {
            image = ModuleJar.read("fuzz.klp.jar", bytes);
        } catch (KlpException refused) {
            Lines.one(refused.getMessage());
            return;
        }
        ModuleImage again = ModuleJar.read("fuzz.klp.jar", ModuleJar.write(image));
        boolean same = again.info().name().equals(image.info().name())
                && again.files().keySet().equals(image.files().keySet())
                && (again.patch() == null) == (image.patch() == null)
                && (again.patch() == null
                        || again.patch().objects().equals(image.patch().objects()));
        if (!same) {
            throw new AssertionError("written, it reads otherwise");
        }
    }

    private static byte[] jar(byte[] manifest, byte[] patch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            out.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
            out.write(manifest);
            out.putNextEntry(new JarEntry("META-INF/klp/patch"));
            out.write(patch);
        }
        return bytes.toByteArray();
    }
}
