package org.klp4j.agent.module;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.weave.ObjectLoader;
import org.klp4j.api.KlpModule;

/**
 * The class loader of one hand-written module. It sees, in this order, the api, the module's own classes, the JDK,
 * the modules it depends on, the loaders of the code it patches, and the application's class path. Nobody but a
 * dependent module sees its classes.
 */
final class ModuleLoader extends ClassLoader implements ObjectLoader {
    private static final String API = KlpModule.class.getPackageName() + ".";

    private final String module;
    private final Map<String, byte[]> classFiles = new HashMap<>();
    private final Map<String, byte[]> resources;
    private final List<ModuleLoader> dependencies;

    /** Loaders of patched classes, which the module must not keep alive. */
    private final List<WeakReference<ClassLoader>> hosts = new CopyOnWriteArrayList<>();

    /** Written by the module loader (volatile), read by whoever asks for objects. */
    private volatile boolean present;

    /** As {@link #present}. */
    private volatile boolean gone;

    static {
        registerAsParallelCapable();
    }

    ModuleLoader(String module, Map<String, byte[]> files, List<ModuleLoader> dependencies) {
        super("klp4j-" + module, ClassLoader.getPlatformClassLoader());
        this.module = module;
        this.dependencies = List.copyOf(dependencies);
        this.resources = files;
        files.forEach((path, bytes) -> {
            if (path.endsWith(".class") && !path.startsWith("META-INF/")) {
                classFiles.put(path.substring(0, path.length() - 6).replace('/', '.'), bytes);
            }
        });
    }

    @Override
    public String objectName() {
        return gone ? "" : module;
    }

    @Override
    public boolean present() {
        return present;
    }

    /** The module has come, or is going. */
    void present(boolean value) {
        present = value;
    }

    /** The module is gone; its classes are only waiting to be collected. */
    void gone() {
        gone = true;
    }

    /** Defines every class of the module; none is initialized. */
    void defineAll() {
        for (String name : classFiles.keySet()) {
            try {
                loadClass(name);
            } catch (ClassNotFoundException impossible) {
                throw new NoClassDefFoundError(name);
            }
        }
    }

    byte @Nullable [] classFile(String name) {
        return classFiles.get(name);
    }

    /** See {@code Callee.see}. */
    boolean see(String host, @Nullable ClassLoader loader) {
        Class<?> seen = findLoadedClass(host);
        if (seen != null) {
            return seen.getClassLoader() == loader;
        }
        if (loader != null && loader != this && hosts.stream().noneMatch(known -> known.refersTo(loader))) {
            hosts.add(new WeakReference<>(loader));
        }
        return true;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : find(name);
        }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        if (name.startsWith(API)) {
            return Class.forName(name, false, ModuleLoader.class.getClassLoader());
        }
        byte[] bytes = classFiles.get(name);
        if (bytes != null) {
            return defineClass(name, bytes, 0, bytes.length);
        }
        try {
            return getParent().loadClass(name);
        } catch (ClassNotFoundException notOfTheJdk) {
            return outside(name);
        }
    }

    private Class<?> outside(String name) throws ClassNotFoundException {
        for (ModuleLoader dependency : dependencies) {
            if (dependency.classFiles.containsKey(name)) {
                return dependency.loadClass(name);
            }
        }
        for (WeakReference<ClassLoader> host : hosts) {
            ClassLoader loader = host.get();
            if (loader != null) {
                try {
                    return loader.loadClass(name);
                } catch (ClassNotFoundException notThere) {
                    // the next one may have it
                }
            }
        }
        return ClassLoader.getSystemClassLoader().loadClass(name);
    }

    @Override
    public java.io.@Nullable InputStream getResourceAsStream(String path) {
        byte[] bytes = resources.get(path);
        return bytes == null ? super.getResourceAsStream(path) : new java.io.ByteArrayInputStream(bytes);
    }
}
