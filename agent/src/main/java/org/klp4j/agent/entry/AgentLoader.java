package org.klp4j.agent.entry;

import java.io.IOException;
import java.io.InputStream;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Defines the agent's classes from the {@code inst/**.classdata} entries of its jar. All bytes are read at once, so
 * that the jar may be replaced on disk while the agent runs, and each is let go when its class is defined. Its
 * parent is the platform loader: the application's classes are invisible to it, and its own to the application.
 */
final class AgentLoader extends ClassLoader {
    private static final String PREFIX = "inst/";
    private static final String SUFFIX = ".classdata";
    private static final String HOOKS = "java.lang.";

    private final Map<String, byte[]> unloaded = new HashMap<>(); // guarded by itself
    private final Map<String, byte[]> hooks = new HashMap<>();
    private final ProtectionDomain domain;

    static {
        registerAsParallelCapable();
    }

    AgentLoader(JarFile jar, CodeSource source) throws IOException {
        super("klp4j", ClassLoader.getPlatformClassLoader());
        domain = new ProtectionDomain(source, allPermissions(), this, null);
        Enumeration<JarEntry> entries = jar.entries();
        while (entries.hasMoreElements()) {
            read(jar, entries.nextElement());
        }
    }

    /** The classes that belong into {@code java.base}, by binary name. */
    Map<String, byte[]> hookClasses() {
        return Collections.unmodifiableMap(hooks);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = take(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }

    private byte @Nullable [] take(String name) {
        synchronized (unloaded) {
            return unloaded.remove(name);
        }
    }

    private void read(JarFile jar, JarEntry entry) throws IOException {
        String path = entry.getName();
        if (!path.startsWith(PREFIX) || !path.endsWith(SUFFIX)) {
            return;
        }
        String name =
                path.substring(PREFIX.length(), path.length() - SUFFIX.length()).replace('/', '.');
        try (InputStream in = jar.getInputStream(entry)) {
            (name.startsWith(HOOKS) ? hooks : unloaded).put(name, in.readAllBytes());
        }
    }

    private static PermissionCollection allPermissions() {
        Permissions all = new Permissions();
        all.add(new AllPermission());
        return all;
    }
}
