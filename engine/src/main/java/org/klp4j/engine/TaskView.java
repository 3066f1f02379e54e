package org.klp4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the control tree shows of a thread.
 *
 * @param patchState -1 no transition, 0 unpatched, 1 patched
 * @param blocker why it has not switched yet, or null when it has, or nobody has looked
 */
public record TaskView(
        Thread thread, int patchState, @Nullable Blocker blocker) {
    /**
     * What keeps a thread from switching.
     *
     * @param function the affected function it is in, {@code com.foo.Bar.baz}, or null for an unreliable stack
     * @param frame the stack frame, as in a stack trace, or why the stack is unreliable
     */
    public record Blocker(@Nullable String function, String frame) {}

    /** The frame as stack traces print it: the JVM's own loaders are not named, whichever way the trace was taken. */
    public static String text(StackTraceElement frame) {
        String text = frame.toString();
        String loader = frame.getClassLoaderName();
        if (loader == null || !(loader.equals("app") || loader.equals("platform")) || !text.startsWith(loader + "/")) {
            return text;
        }
        int separators = frame.getModuleName() == null ? 2 : 1;
        return text.substring(loader.length() + separators);
    }
}
