package org.klp4j.agent.lift;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.klp4j.engine.Callbacks;
import org.klp4j.engine.ObjectPhase;

/**
 * Callbacks a built module brings along: static methods of companions. Each runs for every loader that has the
 * companion at that moment. When {@code prePatch} refuses in one, {@code postUnpatch} runs in those where it did not.
 */
final class CompanionCallbacks implements Callbacks {
    private final Instrumentation instrumentation;
    private final Set<String> names;

    CompanionCallbacks(Instrumentation instrumentation, List<String> names) {
        this.instrumentation = instrumentation;
        this.names = Set.copyOf(names);
    }

    @Override
    public int prePatch(String object, ObjectPhase phase) throws Exception {
        List<Class<?>> done = new ArrayList<>();
        for (Class<?> copy : copies()) {
            int result = -1;
            try {
                result = call(copy, "prePatch");
            } finally {
                if (result < 0) {
                    undo(done);
                }
            }
            if (result < 0) {
                return result;
            }
            done.add(copy);
        }
        return 0;
    }

    private void undo(List<Class<?>> copies) throws Exception {
        for (Class<?> copy : copies) {
            int unused = call(copy, "postUnpatch");
        }
    }

    @Override
    public void postPatch(String object, ObjectPhase phase) throws Exception {
        all("postPatch");
    }

    @Override
    public void preUnpatch(String object, ObjectPhase phase) throws Exception {
        all("preUnpatch");
    }

    @Override
    public void postUnpatch(String object, ObjectPhase phase) throws Exception {
        all("postUnpatch");
    }

    /** One copy's failure does not keep it from the others. */
    private void all(String callback) throws Exception {
        Exception first = null;
        for (Class<?> copy : copies()) {
            try {
                int unused = call(copy, callback);
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private List<Class<?>> copies() {
        List<Class<?>> copies = new ArrayList<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (names.contains(loaded.getName())) {
                copies.add(loaded);
            }
        }
        return copies;
    }

    private int call(Class<?> companion, String callback) throws Exception {
        Method method;
        try {
            method = companion.getDeclaredMethod(callback);
        } catch (NoSuchMethodException none) {
            return 0;
        }
        open(companion);
        method.setAccessible(true);
        try {
            return method.invoke(null) instanceof Integer result ? result : 0;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    /** A named module shares its packages with nobody unless it is told to. */
    private void open(Class<?> companion) {
        Module home = companion.getModule();
        Module self = CompanionCallbacks.class.getModule();
        String folder = companion.getPackageName();
        if (home.isNamed() && !home.isOpen(folder, self)) {
            instrumentation.redefineModule(home, Set.of(), Map.of(), Map.of(folder, Set.of(self)), Set.of(), Map.of());
        }
    }
}
