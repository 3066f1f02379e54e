package org.klp4j.agent.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Defines the agent's classes, which its jar holds as data in one entry. All bytes are read at once, so that the jar
 * may be replaced on disk while the agent runs, and each is let go when its class is defined. Its parent is the
 * platform loader: the application's classes are invisible to it, and its own to the application.
 */
final class AgentLoader extends ClassLoader {
    private static final String CLASSES = "inst/klp4j.zip";
    private static final String SUFFIX = ".classdata";
    private static final String HOOKS = "java.lang.";

    /** A zip file's local file header: its mark, its length, and where lengths stand in it. */
    private static final int ENTRY = 0x04034b50;

    private static final int ENTRY_BYTES = 30;
    private static final int SIZE = 22;
    private static final int PATH_BYTES = 26;
    private static final int EXTRA_BYTES = 28;

    private final Map<String, byte[]> unloaded = new ConcurrentHashMap<>();
    private final Map<String, byte[]> hooks = new HashMap<>();
    private final ProtectionDomain domain;

    static {
        registerAsParallelCapable();
    }

    AgentLoader(JarFile jar, CodeSource source) throws IOException {
        super("klp4j", ClassLoader.getPlatformClassLoader());
        domain = new ProtectionDomain(source, allPermissions(), this, null);
        ZipEntry classes = jar.getEntry(CLASSES);
        byte[] zip = new byte[(int) classes.getSize()];
        try (InputStream in = jar.getInputStream(classes)) {
            in.readNBytes(zip, 0, zip.length);
        }
        read(zip);
    }

    /** Entries that are stored, one after the other; read by hand, for the target waits and has compiled none of it. */
    private void read(byte[] zip) {
        ByteBuffer headers = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; headers.getInt(at) == ENTRY; ) {
            int path = at + ENTRY_BYTES;
            int pathEnd = path + headers.getShort(at + PATH_BYTES);
            int start = pathEnd + headers.getShort(at + EXTRA_BYTES);
            at = start + headers.getInt(at + SIZE);
            String name = new String(zip, path, pathEnd - path - SUFFIX.length(), StandardCharsets.ISO_8859_1)
                    .replace('/', '.');
            (name.startsWith(HOOKS) ? hooks : unloaded).put(name, Arrays.copyOfRange(zip, start, at));
        }
    }

    /**
     * Runs the static initializers of all classes that have not been loaded yet, while there is memory: a class whose
     * initializer ran out of it once is lost for good.
     */
    void initialize() {
        for (Map.Entry<String, byte[]> entry : Map.copyOf(unloaded).entrySet()) {
            try {
                if (hasInitializer(entry.getValue())) {
                    Class.forName(entry.getKey(), true, this);
                }
            } catch (ClassNotFoundException | LinkageError | OutOfMemoryError failed) {
                // whoever needs it will be told
            }
        }
    }

    /** A class file names the initializer it has in its constant pool. */
    private static boolean hasInitializer(byte[] classFile) {
        return new String(classFile, StandardCharsets.ISO_8859_1).contains("<clinit>");
    }

    /** The classes that belong into {@code java.base}, by binary name. */
    Map<String, byte[]> hookClasses() {
        return Collections.unmodifiableMap(hooks);
    }

    /** The agent's own names are nobody else's, so they are not looked for elsewhere first. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            byte[] bytes = unloaded.get(name);
            if (bytes != null) {
                Class<?> defined = defineClass(name, bytes, 0, bytes.length, domain);
                unloaded.remove(name);
                return defined;
            }
        }
        return super.loadClass(name, resolve);
    }

    private static PermissionCollection allPermissions() {
        Permissions all = new Permissions();
        all.add(new AllPermission());
        return all;
    }
}
