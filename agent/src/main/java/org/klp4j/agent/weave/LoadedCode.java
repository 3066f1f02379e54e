package org.klp4j.agent.weave;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Code;
import org.klp4j.engine.KernelLog;

/** What the JVM has loaded, by object and by class; and word of objects that come and go. */
public final class LoadedCode implements Code {
    private final LoadedClasses classes;
    private final ObjectNames objects;
    private final InstrumentedWeaver weaver;
    private final ObjectWatch watch;

    LoadedCode(LoadedClasses classes, ObjectNames objects, InstrumentedWeaver weaver, KernelLog log) {
        this.classes = classes;
        this.objects = objects;
        this.weaver = weaver;
        this.watch = new ObjectWatch(objects, classes, log);
    }

    /**
     * Says who is told of objects, once, before anything is patched.
     *
     * @param coming hears of an object before the code of its first class runs, in a thread of the agent
     * @param going hears of an object after its last class loader is gone, in a thread of the agent
     */
    public void report(Consumer<String> coming, Consumer<String> going) {
        watch.report(coming, going);
    }

    /** The object a class belongs to; empty when it came from nowhere. */
    public String object(Class<?> type) {
        return objects.of(type);
    }

    /** Whether a class belongs to the JDK. */
    public boolean inImage(Class<?> type) {
        return objects.of(type).equals(ObjectNames.VMLINUX);
    }

    /** The class file as the loader of a class reads it; null when it has none to show. */
    public byte @Nullable [] classFile(Class<?> type) {
        return ClassCopy.of(type).resource();
    }

    @Override
    public boolean loaded(String object) {
        return object.equals(ObjectNames.VMLINUX)
                || classes.any(loaded -> loaded.getClassLoader() != null
                        && !absent(loaded.getClassLoader())
                        && objects.of(loaded).equals(object));
    }

    @Override
    public boolean classLoaded(String className) {
        return classes.any(loaded -> loaded.getName().equals(className) && !absent(loaded.getClassLoader()));
    }

    private static boolean absent(@Nullable ClassLoader loader) {
        return loader instanceof ObjectLoader object && !object.present();
    }

    @Override
    public void watch(Set<String> awaited, Set<String> present) {
        watch.watch(awaited, present);
        weaver.arrivals(awaited.isEmpty() ? null : watch);
        Set<String> missed = new HashSet<>(awaited);
        missed.removeIf(object -> object.equals(ObjectNames.VMLINUX) || !loaded(object));
        watch.missed(missed);
    }
}
