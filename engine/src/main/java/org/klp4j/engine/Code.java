package org.klp4j.engine;

/** Port: which objects (modules by the JPMS naming rule) the JVM has loaded. */
public interface Code {
    /** Whether some class loader has defined a class of this object. {@code vmlinux} is always loaded. */
    boolean loaded(String object);

    /** Whether some class loader has defined this class. */
    boolean classLoaded(String className);
}
