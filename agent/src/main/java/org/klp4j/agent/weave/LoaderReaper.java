package org.klp4j.agent.weave;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;

/**
 * Notices that the last class loader holding an object is gone. Its thread exists only while such loaders are
 * watched, and sleeps until the garbage collector has taken one. Loaders are only weakly known here.
 */
final class LoaderReaper {
    private static final long PAUSE_MILLIS = 100;

    private final ObjectNames objects;
    private final LoadedClasses classes;
    private final KernelLog log;
    private final ReferenceQueue<ClassLoader> dead = new ReferenceQueue<>();
    private final ThreadFactory threads = AgentThreads.named("klp4j-loaders");

    /** Guarded by this. */
    private final Map<Reference<?>, Set<String>> holders = new HashMap<>();

    /** Guarded by this. */
    private Set<String> present = Set.of();

    /** Guarded by this. */
    private @Nullable Thread thread;

    /** Guarded by this. */
    private Consumer<String> going = name -> {};

    LoaderReaper(ObjectNames objects, LoadedClasses classes, KernelLog log) {
        this.objects = objects;
        this.classes = classes;
        this.log = log;
    }

    synchronized void report(Consumer<String> toGoing) {
        going = toGoing;
    }

    /** From now on these objects are there. */
    synchronized void watch(Set<String> names) {
        if (!names.equals(present)) {
            present = names;
            track();
        }
    }

    private void track() {
        holders.clear();
        if (!present.isEmpty()) {
            Map<ClassLoader, Set<String>> mortal = mortalHolders(present);
            mortal.forEach((loader, names) -> holders.put(new WeakReference<>(loader, dead), names));
        }
        if (holders.isEmpty()) {
            stop();
        } else if (thread == null) {
            start();
        }
    }

    /** Where there is no thread to be had, the next change of what is present asks for one again. */
    private void start() {
        Thread fresh = threads.newThread(this::reap);
        try {
            fresh.start();
            thread = fresh;
        } catch (OutOfMemoryError none) {
            present = Set.of();
            log.klp4j("objects that are unloaded are not noticed, for want of a thread: " + none.getMessage());
        }
    }

    /** Which of these objects each loader holds that may ever be collected. */
    private Map<ClassLoader, Set<String>> mortalHolders(Set<String> names) {
        Map<ClassLoader, Set<String>> found = new IdentityHashMap<>();
        Set<String> immortal = new HashSet<>();
        Set<ClassLoader> builtIn = Collections.newSetFromMap(new IdentityHashMap<>());
        builtIn.add(ClassLoader.getSystemClassLoader());
        builtIn.add(ClassLoader.getPlatformClassLoader());
        classes.any(loaded -> {
            ClassLoader loader = loaded.getClassLoader();
            String object = loader == null ? ObjectNames.VMLINUX : objects.of(loaded);
            if (names.contains(object)) {
                if (loader == null || builtIn.contains(loader)) {
                    immortal.add(object);
                } else {
                    found.computeIfAbsent(loader, fresh -> new HashSet<>()).add(object);
                }
            }
            return false;
        });
        found.values().forEach(held -> held.removeAll(immortal));
        found.values().removeIf(Set::isEmpty);
        return found;
    }

    private void stop() {
        Thread stopped = thread;
        thread = null;
        if (stopped != null && stopped != Thread.currentThread()) {
            stopped.interrupt();
        }
    }

    private synchronized boolean stopped() {
        return thread != Thread.currentThread();
    }

    private void reap() {
        try {
            while (!stopped()) {
                Set<String> names = collected(dead.remove());
                while (!ended(names)) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException stopped) {
            return;
        }
    }

    private synchronized Set<String> collected(Reference<?> gone) {
        Set<String> names = holders.remove(gone);
        return names == null ? Set.of() : names;
    }

    /** False when there was no memory for it. */
    private boolean ended(Set<String> names) {
        try {
            names.forEach(this::endIfGone);
            return true;
        } catch (OutOfMemoryError full) {
            return false;
        }
    }

    private void endIfGone(String object) {
        Consumer<String> listener;
        synchronized (this) {
            if (!present.contains(object) || heldElsewhere(object)) {
                return;
            }
            listener = going;
        }
        listener.accept(object);
    }

    /** A loader may have got the object since it was last looked for. */
    private boolean heldElsewhere(String object) {
        if (holders.values().stream().anyMatch(names -> names.contains(object))) {
            return true;
        }
        if (classes.any(
                loaded -> loaded.getClassLoader() != null && objects.of(loaded).equals(object))) {
            track();
            return true;
        }
        return false;
    }
}
