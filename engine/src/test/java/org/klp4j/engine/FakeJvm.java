package org.klp4j.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Objects with functions; says what each function would run, from the shapes it was last given. */
final class FakeJvm implements Weaver, Code {
    private final KernelLog log;
    private final Set<String> loaded = new HashSet<>();
    /** Symbols that loaded code does not have. */
    final Set<String> unknown = new HashSet<>();
    /** Functions that cannot be woven. */
    final Set<String> notrace = new HashSet<>();

    final List<Shapes> steps = new ArrayList<>();
    private Shapes current = Shapes.NONE;

    FakeJvm(KernelLog log) {
        this.log = log;
    }

    void load(String object) {
        loaded.add(object);
    }

    void unload(String object) {
        loaded.remove(object);
    }

    @Override
    public boolean loaded(String object) {
        return loaded.contains(object);
    }

    @Override
    public boolean classLoaded(String className) {
        return false;
    }

    @Override
    public void resolve(Shapes next) throws KlpException {
        for (MethodShape method : methods(next)) {
            if (unknown.contains(method.function().symbol())) {
                log.livepatch("symbol '" + method.function().symbol() + "' not found in symbol table");
                throw new KlpException(
                        Errno.EINVAL, "symbol '" + method.function().symbol() + "' not found");
            }
        }
    }

    @Override
    public void check(Shapes next) throws KlpException {
        resolve(next);
    }

    @Override
    public void weave(Shapes next) throws KlpException {
        for (MethodShape method : methods(next)) {
            if (notrace.contains(method.function().symbol())) {
                log.livepatch("failed to find location for function '"
                        + method.function().symbol() + "'");
                throw new KlpException(
                        Errno.EINVAL, "function '" + method.function().symbol() + "' is notrace");
            }
        }
        steps.add(next);
        current = next;
    }

    private static List<MethodShape> methods(Shapes shapes) {
        return shapes.byClass().values().stream().flatMap(List::stream).toList();
    }

    /** The shape of a function, {@code original}, {@code Body} or {@code id? patched : unpatched}. */
    String shape(String symbol) {
        for (MethodShape method : methods(current)) {
            if (method.function().symbol().equals(symbol)) {
                return text(method.shape());
            }
        }
        return "original";
    }

    private static String text(Shape shape) {
        return shape instanceof Shape.Gated gated
                ? gated.transition() + "? " + gated.patched() + " : " + gated.unpatched()
                : ((Shape.Single) shape).body().toString();
    }

    /** What a thread in this universe (0 unpatched, 1 patched) would run. */
    String runs(String symbol, int universe) {
        for (MethodShape method : methods(current)) {
            if (method.function().symbol().equals(symbol)) {
                return method.shape() instanceof Shape.Gated gated
                        ? (universe == 1 ? gated.patched() : gated.unpatched()).toString()
                        : text(method.shape());
            }
        }
        return "original";
    }

    /** A replacement body that a test tells from others by its name. */
    record NamedBody(String name) implements Body {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A module that counts its references. */
    static final class Module implements ModuleRef {
        private final String name;
        private final boolean marked;
        int references;
        boolean going;

        Module(String name, boolean marked) {
            this.name = name;
            this.marked = marked;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean markedLivepatch() {
            return marked;
        }

        @Override
        public boolean tryGet() {
            if (going) {
                return false;
            }
            references++;
            return true;
        }

        @Override
        public void put() {
            references--;
        }
    }

    /** Callbacks that write the lines of the kernel's test modules, and can be told to fail. */
    static final class LoggingCallbacks implements Callbacks {
        private final KernelLog log;
        private final String patch;
        private final Map<String, Integer> prePatchResults = new HashMap<>();

        @Nullable
        RuntimeException thrown;

        LoggingCallbacks(KernelLog log, String patch) {
            this.log = log;
            this.patch = patch;
        }

        void prePatchReturns(String object, int result) {
            prePatchResults.put(object, result);
        }

        private void line(String callback, String object, ObjectPhase phase) {
            String state = object.equals("vmlinux") ? "" : " " + phase;
            log.write(patch + ": " + callback + " " + object + state);
        }

        @Override
        public int prePatch(String object, ObjectPhase phase) {
            line("pre_patch", object, phase);
            if (thrown != null) {
                throw thrown;
            }
            return prePatchResults.getOrDefault(object, 0);
        }

        @Override
        public void postPatch(String object, ObjectPhase phase) {
            line("post_patch", object, phase);
        }

        @Override
        public void preUnpatch(String object, ObjectPhase phase) {
            line("pre_unpatch", object, phase);
        }

        @Override
        public void postUnpatch(String object, ObjectPhase phase) {
            line("post_unpatch", object, phase);
        }
    }
}
