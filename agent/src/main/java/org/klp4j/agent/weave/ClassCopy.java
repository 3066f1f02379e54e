package org.klp4j.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * One loader's copy of a class, loaded or just being loaded.
 *
 * @param className binary name
 * @param loader null for the boot loader
 * @param domain null when the class has none
 */
record ClassCopy(
        String className,
        Module module,
        @Nullable ClassLoader loader,
        @Nullable ProtectionDomain domain) {
    static ClassCopy of(Class<?> loaded) {
        return new ClassCopy(
                loaded.getName(), loaded.getModule(), loaded.getClassLoader(), loaded.getProtectionDomain());
    }

    /** The class file where the loader itself reads it, before any agent changed it; null when it has none to show. */
    byte @Nullable [] resource() {
        String file = className.replace('.', '/') + ".class";
        try (InputStream in = module.isNamed() ? module.getResourceAsStream(file) : open(file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            return null;
        }
    }

    private @Nullable InputStream open(String file) {
        return loader == null ? ClassLoader.getSystemResourceAsStream(file) : loader.getResourceAsStream(file);
    }

    /** For a log line: the class and whose copy it is. */
    @Override
    public String toString() {
        return "'" + className + "'" + (loader == null ? "" : " of loader " + loaderName(loader));
    }

    /** Never the loader's own toString: that is application code. */
    private static String loaderName(ClassLoader loader) {
        return loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
    }
}
