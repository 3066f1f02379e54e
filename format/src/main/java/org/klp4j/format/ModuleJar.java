package org.klp4j.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Reads and writes module files ({@code NAME.klp.jar}). Equal images give equal bytes. */
public final class ModuleJar {
    static final String MANIFEST = "META-INF/MANIFEST.MF";
    static final String PATCH = "META-INF/klp/patch";
    static final String BODIES = "META-INF/klp/bodies/";
    static final String COMPANIONS = "META-INF/klp/companions/";
    private static final String OWN = "META-INF/klp/";
    private static final String CLASS = ".class";

    private ModuleJar() {}

    /**
     * The bytes of a module file; its {@code Klp-Srcversion} is computed from what it carries.
     *
     * @throws KlpException when the image breaks a rule of the format
     */
    public static byte[] write(ModuleImage image) throws KlpException {
        Map<String, byte[]> entries = new TreeMap<>(image.files());
        PatchImage patch = image.patch();
        if (patch != null) {
            entries.put(PATCH, PatchText.write(patch).getBytes(StandardCharsets.UTF_8));
            patch.bodies().forEach((name, bytes) -> entries.put(path(BODIES, name), bytes));
            patch.companions().forEach(companion -> entries.put(path(COMPANIONS, companion.name()), companion.bytes()));
        }
        ModuleInfo info = image.info();
        if (info.srcversion().isEmpty()) {
            info = info.withSrcversion(Srcversion.of(entries));
        }
        return StoredZip.write(ModuleManifest.write(info), entries);
    }

    /**
     * Reads a module file. Every length, name and number in it is checked before it is used.
     *
     * @param label what a refusal calls the file, usually its name
     * @throws KlpException {@code ENOEXEC} with a line that says what is wrong with the file
     */
    public static ModuleImage read(String label, byte[] bytes) throws KlpException {
        try {
            Map<String, byte[]> entries = BoundedZip.read(bytes);
            byte[] manifest = entries.remove(MANIFEST);
            if (manifest == null) {
                throw new FormatException("it has no manifest");
            }
            ModuleInfo info = ModuleManifest.read(new Manifest(new ByteArrayInputStream(manifest)));
            return image(info, entries);
        } catch (FormatException e) {
            throw new KlpException(Errno.ENOEXEC, "'" + label + "' is no module klp4j can load: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new KlpException(Errno.ENOEXEC, "'" + label + "' is no module klp4j can load: damaged manifest", e);
        }
    }

    private static ModuleImage image(ModuleInfo info, Map<String, byte[]> entries) throws FormatException {
        byte[] text = entries.remove(PATCH);
        if (text == null) {
            if (info.livepatch() && info.initClass() == null) {
                throw new FormatException("it has neither '" + PATCH + "' nor a 'Klp-Init' class");
            }
            return new ModuleImage(info, null, entries);
        }
        if (!info.livepatch()) {
            throw new FormatException("it carries '" + PATCH + "' without the mark 'Livepatch: Y'");
        }
        Map<String, byte[]> bodies = new HashMap<>();
        Map<String, byte[]> companions = new HashMap<>();
        Map<String, byte[]> files = new TreeMap<>();
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            String path = entry.getKey();
            if (path.startsWith(BODIES)) {
                bodies.put(className(BODIES, path), entry.getValue());
            } else if (path.startsWith(COMPANIONS)) {
                companions.put(className(COMPANIONS, path), entry.getValue());
            } else if (path.startsWith(OWN)) {
                throw new FormatException("unknown entry '" + path + "'; it may need a newer klp4j");
            } else {
                files.put(path, entry.getValue());
            }
        }
        PatchText.Parsed parsed = PatchText.parse(text);
        return new ModuleImage(info, joined(parsed, bodies, companions), files);
    }

    private static PatchImage joined(
            PatchText.Parsed parsed, Map<String, byte[]> bodies, Map<String, byte[]> companions)
            throws FormatException {
        List<CompanionImage> joined = new ArrayList<>();
        for (PatchText.Companion companion : parsed.companions()) {
            byte[] bytes = present(companions.remove(companion.name()), COMPANIONS, companion.name());
            joined.add(new CompanionImage(companion.name(), companion.host(), companion.serial(), bytes));
        }
        if (!companions.isEmpty()) {
            throw new FormatException("'" + PATCH + "' does not mention companion '"
                    + companions.keySet().iterator().next() + "'");
        }
        for (ObjectImage object : parsed.objects()) {
            for (FunctionImage function : object.functions()) {
                present(bodies.get(function.className()), BODIES, function.className());
            }
            for (String callbacks : object.callbacks()) {
                if (joined.stream().noneMatch(companion -> companion.name().equals(callbacks))) {
                    throw new FormatException("callbacks '" + callbacks + "' are no companion");
                }
            }
        }
        return new PatchImage(parsed.objects(), bodies, joined, parsed.needs(), parsed.notes());
    }

    private static byte[] present(byte @Nullable [] bytes, String folder, String name) throws FormatException {
        if (bytes == null) {
            throw new FormatException("entry '" + path(folder, name) + "' is missing");
        }
        return bytes;
    }

    private static String path(String folder, String binaryName) {
        return folder + binaryName.replace('.', '/') + CLASS;
    }

    private static String className(String folder, String path) throws FormatException {
        if (!path.endsWith(CLASS)) {
            throw new FormatException("unknown entry '" + path + "'; it may need a newer klp4j");
        }
        return path.substring(folder.length(), path.length() - CLASS.length()).replace('/', '.');
    }
}
