package org.klp4j.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.CodeSigner;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a module file, as {@code jarsigner} makes it.
 *
 * @param signers distinguished names of those who signed every entry; empty for an unsigned module
 */
public record ModuleSignature(Set<String> signers) {
    private static final String META = "META-INF/";
    private static final int CHUNK = 8192;

    /** Copies the set. */
    public ModuleSignature {
        signers = Set.copyOf(signers);
    }

    /** Whether the module is signed. */
    public boolean signed() {
        return !signers.isEmpty();
    }

    /**
     * Verifies a module file.
     *
     * @param label what a refusal calls the file
     * @throws KlpException EKEYREJECTED when it is signed and an entry was changed or added since; ENOEXEC when it
     *     is no jar
     */
    public static ModuleSignature of(String label, byte[] module) throws KlpException {
        try {
            Map<String, byte[]> entries = BoundedZip.read(module);
            return entries.keySet().stream().anyMatch(ModuleSignature::ofSignature)
                    ? new ModuleSignature(verify(entries))
                    : new ModuleSignature(Set.of());
        } catch (FormatException e) {
            throw new KlpException(Errno.ENOEXEC, "'" + label + "' is no module klp4j can load: " + e.getMessage(), e);
        } catch (IOException | SecurityException e) {
            throw new KlpException(
                    Errno.EKEYREJECTED, "'" + label + "' was changed after it was signed: " + e.getMessage(), e);
        }
    }

    /** The JDK verifies while it reads; it is given exactly the entries that are used, signature files first. */
    private static Set<String> verify(Map<String, byte[]> entries) throws IOException {
        Map<String, byte[]> ordered = new LinkedHashMap<>();
        byte[] manifest = entries.getOrDefault(ModuleJar.MANIFEST, new byte[0]);
        entries.forEach((path, bytes) -> {
            if (ofSignature(path)) {
                ordered.put(path, bytes);
            }
        });
        entries.forEach((path, bytes) -> {
            if (!path.equals(ModuleJar.MANIFEST)) {
                ordered.putIfAbsent(path, bytes);
            }
        });
        Set<String> common = null;
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(StoredZip.write(manifest, ordered)))) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                drain(jar);
                if (!ofSignature(entry.getName())) {
                    common = signersOfAll(common, entry);
                }
            }
        }
        return common == null ? Set.of() : common;
    }

    private static Set<String> signersOfAll(@Nullable Set<String> before, JarEntry entry) {
        Set<String> signers = new TreeSet<>(names(entry.getCodeSigners()));
        if (before != null) {
            signers.retainAll(before);
        }
        if (signers.isEmpty()) {
            throw new SecurityException("entry '" + entry.getName() + "' is not signed");
        }
        return signers;
    }

    private static List<String> names(CodeSigner @Nullable [] signers) {
        List<String> names = new ArrayList<>();
        for (CodeSigner signer : signers == null ? new CodeSigner[0] : signers) {
            Certificate certificate =
                    signer.getSignerCertPath().getCertificates().get(0);
            if (certificate instanceof X509Certificate x509) {
                names.add(x509.getSubjectX500Principal().getName());
            }
        }
        return names;
    }

    private static void drain(JarInputStream jar) throws IOException {
        byte[] buffer = new byte[CHUNK];
        while (jar.read(buffer) >= 0) {
            // reading is what verifies
        }
    }

    private static boolean ofSignature(String path) {
        String upper = path.toUpperCase(Locale.ROOT);
        boolean kind =
                upper.endsWith(".SF") || upper.endsWith(".RSA") || upper.endsWith(".DSA") || upper.endsWith(".EC");
        return kind && upper.startsWith(META) && upper.indexOf('/', META.length()) < 0;
    }
}
