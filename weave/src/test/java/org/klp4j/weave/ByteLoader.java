package org.klp4j.weave;

import java.util.Map;

/** Defines classes from bytes, and everything else through the test's loader. */
final class ByteLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    ByteLoader(Map<String, byte[]> classes) {
        super(ByteLoader.class.getClassLoader());
        this.classes = classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
        }
    }
}
