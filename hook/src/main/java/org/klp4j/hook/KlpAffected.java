package org.klp4j.hook;

import java.util.HashMap;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The functions a transition affects, and the search for them on a stack. Filled by one thread before the transition
 * begins, read-only afterwards.
 */
public final class KlpAffected {
    /** Retains classes because from 22 on a frame tells its descriptor only to such a walker. */
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Class name to method name to descriptor; the empty descriptor stands for every overload. */
    private final HashMap<String, HashMap<String, String[]>> functions = new HashMap<>();

    private final Below below = new Below();

    /** Adds a method; a null descriptor means every method of that name. */
    public void add(String className, String method, @Nullable String descriptor) {
        HashMap<String, String[]> methods = functions.get(className);
        if (methods == null) {
            methods = new HashMap<>();
            functions.put(className, methods);
        }
        String[] known = methods.get(method);
        String[] more = new String[known == null ? 1 : known.length + 1];
        if (known != null) {
            System.arraycopy(known, 0, more, 0, known.length);
        }
        more[more.length - 1] = descriptor == null ? "" : descriptor;
        methods.put(method, more);
    }

    /** Whether any function of this class is affected. */
    public boolean hasClass(String className) {
        return functions.containsKey(className);
    }

    /** Whether a stack trace element may be an affected function; it names no descriptor, so overloads count too. */
    public boolean mayContain(String className, String method) {
        HashMap<String, String[]> methods = functions.get(className);
        return methods != null && methods.containsKey(method);
    }

    /** Loads and initialises all that a gate needs, so that no application thread has to, wherever it is. */
    public static void rehearse() {
        new KlpAffected().onOwnStack();
        KlpGate.enter(0);
    }

    /** Whether the calling thread has an affected function on its stack below the gated method it is in. */
    boolean onOwnStack() {
        return WALKER.walk(below);
    }

    private boolean contains(StackWalker.StackFrame frame) {
        HashMap<String, String[]> methods = functions.get(frame.getClassName());
        String[] descriptors = methods == null ? null : methods.get(frame.getMethodName());
        if (descriptors == null) {
            return false;
        }
        for (String descriptor : descriptors) {
            if (descriptor.isEmpty() || descriptor.equals(frame.getDescriptor())) {
                return true;
            }
        }
        return false;
    }

    private final class Below implements Function<Stream<StackWalker.StackFrame>, Boolean> {
        @Override
        public Boolean apply(Stream<StackWalker.StackFrame> frames) {
            Iterator<StackWalker.StackFrame> stack = frames.iterator();
            boolean passedGatedMethod = false;
            while (stack.hasNext()) {
                StackWalker.StackFrame frame = stack.next();
                if (passedGatedMethod) {
                    if (contains(frame)) {
                        return Boolean.TRUE;
                    }
                } else {
                    passedGatedMethod = !ownFrame(frame.getClassName());
                }
            }
            return Boolean.FALSE;
        }
    }

    private static boolean ownFrame(String className) {
        return className.equals(KlpGate.class.getName())
                || className.equals(KlpTransition.class.getName())
                || className.equals(KlpAffected.class.getName());
    }
}
