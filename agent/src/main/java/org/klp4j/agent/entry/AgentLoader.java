package org.klp4j.agent.entry;

import java.io.IOException;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Defines the agent's classes, which its jar holds as data in one entry. All bytes are read at once, so that the jar
 * may be replaced on disk while the agent runs, and each is let go when its class is defined. Its parent is the
 * platform loader: the application's classes are invisible to it, and its own to the application.
 */
final class AgentLoader extends ClassLoader {
    private static final String CLASSES = "inst/klp4j.zip";
    private static final String SUFFIX = ".classdata";
    private static final String HOOKS = "java.lang.";

    private final Map<String, byte[]> unloaded = new ConcurrentHashMap<>();
    private final Map<String, byte[]> hooks = new HashMap<>();
    private final ProtectionDomain domain;

    static {
        registerAsParallelCapable();
    }

    AgentLoader(JarFile jar, CodeSource source) throws IOException {
        super("klp4j", ClassLoader.getPlatformClassLoader());
        domain = new ProtectionDomain(source, allPermissions(), this, null);
        try (ZipInputStream classes = new ZipInputStream(jar.getInputStream(jar.getEntry(CLASSES)))) {
            for (ZipEntry entry = classes.getNextEntry(); entry != null; entry = classes.getNextEntry()) {
                String path = entry.getName();
                String name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
                (name.startsWith(HOOKS) ? hooks : unloaded).put(name, classes.readNBytes((int) entry.getSize()));
            }
        }
    }

    /** The classes that belong into {@code java.base}, by binary name. */
    Map<String, byte[]> hookClasses() {
        return Collections.unmodifiableMap(hooks);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = unloaded.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        Class<?> defined = defineClass(name, bytes, 0, bytes.length, domain);
        unloaded.remove(name);
        return defined;
    }

    private static PermissionCollection allPermissions() {
        Permissions all = new Permissions();
        all.add(new AllPermission());
        return all;
    }
}
