package org.klp4j.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which functions must not be woven: the counterpart of the kernel's {@code notrace}. One place, with the reason
 * beside each entry.
 *
 * <p>A gate is called by the woven method itself, in any thread, at any moment, perhaps while that thread holds locks
 * or has almost no stack left. Whatever the gate runs must therefore never be gated, or it would call itself.
 */
public final class Notrace {
    private static final String GATE = "the gate itself runs code of this class";
    private static final String WALK = "the gate walks stacks, and that runs code of this class";
    private static final String LINK = "the hook links calls with code of this class";
    private static final String SWITCH = "the weaver runs code of this class while classes are being switched";
    private static final String MACHINE = "the JVM calls into this class or knows its code by name";
    private static final String OWN = "it is klp4j's own";

    /**
     * Classes, with the classes nested in them; an entry that ends with a dot is a package and its subpackages, one
     * that ends with a star every class whose name begins so. The first match gives the reason.
     */
    private static final List<Entry> ENTRIES = List.of(
            new Entry("java.lang.Klp*", OWN),
            new Entry("org.klp4j.agent.", OWN),
            new Entry("org.klp4j.engine.", OWN),
            new Entry("org.klp4j.format.", OWN),
            new Entry("org.klp4j.internal.", OWN),
            new Entry("org.klp4j.weave.", OWN),
            // Object.<init> also registers finalizers: HotSpot replaces its return instruction
            new Entry("java.lang.Object", MACHINE),
            new Entry("java.lang.Class", MACHINE),
            new Entry("java.lang.ClassLoader", MACHINE),
            new Entry("java.lang.Module", MACHINE),
            new Entry("java.lang.System", MACHINE),
            new Entry("java.lang.Runtime", MACHINE),
            new Entry("java.lang.Shutdown", MACHINE),
            // made by the JVM where there may be no stack left for a call
            new Entry("java.lang.Throwable", MACHINE),
            new Entry("java.lang.Error", MACHINE),
            new Entry("java.lang.VirtualMachineError", MACHINE),
            new Entry("java.lang.StackOverflowError", MACHINE),
            new Entry("java.lang.OutOfMemoryError", MACHINE),
            new Entry("java.lang.StackTraceElement", WALK),
            // the current thread, its universe word, and how it is found
            new Entry("java.lang.Thread", GATE),
            new Entry("java.lang.ThreadGroup", GATE),
            new Entry("java.lang.ThreadLocal", GATE),
            new Entry("java.lang.InheritableThreadLocal", GATE),
            new Entry("java.lang.ThreadBuilders", GATE),
            new Entry("java.lang.BaseVirtualThread", GATE),
            // a gate may run on a thread that is just being mounted or unmounted
            new Entry("java.lang.VirtualThread", GATE),
            new Entry("java.lang.invoke.", GATE),
            new Entry("java.lang.ref.", GATE),
            new Entry("jdk.internal.", MACHINE),
            new Entry("java.lang.StackWalker", WALK),
            new Entry("java.lang.StackStreamFactory", WALK),
            new Entry("java.lang.StackFrameInfo", WALK),
            new Entry("java.lang.ClassFrameInfo", WALK),
            new Entry("java.lang.LiveStackFrame", WALK),
            new Entry("java.lang.LiveStackFrameInfo", WALK),
            // StackWalker hands frames over as a stream
            new Entry("java.util.stream.", WALK),
            new Entry("java.util.function.", WALK),
            new Entry("java.util.Spliterator", WALK),
            new Entry("java.util.Spliterators", WALK),
            new Entry("java.util.Optional", WALK),
            // the sets of affected functions, and the names looked up in them
            new Entry("java.lang.String", GATE),
            new Entry("java.lang.StringLatin1", GATE),
            new Entry("java.lang.StringUTF16", GATE),
            new Entry("java.lang.StringCoding", GATE),
            new Entry("java.lang.Number", GATE),
            new Entry("java.lang.Integer", GATE),
            new Entry("java.lang.Long", GATE),
            new Entry("java.lang.Boolean", GATE),
            new Entry("java.lang.Math", GATE),
            new Entry("java.util.AbstractCollection", GATE),
            new Entry("java.util.AbstractMap", GATE),
            new Entry("java.util.AbstractSet", GATE),
            new Entry("java.util.AbstractList", GATE),
            new Entry("java.util.ArrayList", GATE),
            new Entry("java.util.Arrays", GATE),
            new Entry("java.util.Collection", GATE),
            new Entry("java.util.Collections", GATE),
            new Entry("java.util.HashMap", GATE),
            new Entry("java.util.HashSet", GATE),
            new Entry("java.util.ImmutableCollections", GATE),
            new Entry("java.util.Iterator", GATE),
            new Entry("java.util.LinkedHashMap", GATE),
            new Entry("java.util.List", GATE),
            new Entry("java.util.Map", GATE),
            new Entry("java.util.Objects", GATE),
            new Entry("java.util.Set", GATE),
            new Entry("java.util.WeakHashMap", GATE),
            new Entry("java.util.concurrent.ConcurrentHashMap", GATE),
            new Entry("java.util.concurrent.atomic.", GATE),
            new Entry("java.util.concurrent.locks.", GATE),
            // what looks after shadow variables, and must not wait for a transition to end
            new Entry("java.lang.ClassValue", GATE),
            new Entry("java.util.IdentityHashMap", GATE),
            // resolves what companions call when they are linked
            new Entry("java.lang.reflect.", LINK),
            new Entry("java.lang.instrument.", SWITCH),
            new Entry("sun.instrument.", SWITCH));

    private Notrace() {}

    /**
     * Refuses a function that must not be woven.
     *
     * @param symbol a method of {@code host}
     * @throws Refusal in the kernel's words, and why
     */
    public static void check(ClassSymbols host, ClassSymbols.Symbol symbol) throws Refusal {
        check(host, symbol, host.binaryName() + "." + symbol.key().name());
    }

    /** The same; the refusal calls the function as the patch does. */
    public static void check(ClassSymbols host, ClassSymbols.Symbol symbol, String function) throws Refusal {
        String reason = classReason(host.binaryName());
        if (reason == null) {
            reason = methodReason(symbol);
        }
        if (reason != null) {
            throw Refusal.kernel("failed to find location for function '" + function + "'", reason);
        }
    }

    /**
     * Why no function of a class may be woven.
     *
     * @param binaryName as {@link Class#getName()} tells it
     * @return null when the class as such is no obstacle
     */
    public static @Nullable String classReason(String binaryName) {
        if (binaryName.startsWith("[")) {
            return "an array class has no code";
        }
        if (binaryName.indexOf('/') >= 0) {
            return "the JVM cannot modify a hidden class";
        }
        for (Entry entry : ENTRIES) {
            if (entry.matches(binaryName)) {
                return entry.reason();
            }
        }
        return null;
    }

    /** Why this method may not be woven, whatever its class is; null when it may. */
    public static @Nullable String methodReason(ClassSymbols.Symbol symbol) {
        if (!symbol.hasCode()) {
            return "a native or abstract method has no code";
        }
        if (symbol.key().name().equals("<clinit>")) {
            return "a class initializer runs once, and other threads wait for it";
        }
        if (symbol.intrinsic()) {
            return "the JIT compilers replace this method by code of their own";
        }
        return null;
    }

    private record Entry(String pattern, String reason) {
        boolean matches(String name) {
            int last = pattern.length() - 1;
            return switch (pattern.charAt(last)) {
                case '.' -> name.startsWith(pattern);
                case '*' -> name.regionMatches(0, pattern, 0, last);
                default -> name.startsWith(pattern) && (name.length() == last + 1 || name.charAt(last + 1) == '$');
            };
        }
    }
}
