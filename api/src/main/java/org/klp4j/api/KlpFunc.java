package org.klp4j.api;

import org.jspecify.annotations.Nullable;

/**
 * {@code struct klp_func}: one function and what it is replaced by. The new function is a static method of the
 * module; for an instance method its first parameter is the receiver. It sees private members of the patched class
 * no more than any other class does, and it may throw what the caller of the old one expects. Constructors are
 * patched by built modules only.
 */
public final class KlpFunc {
    private final @Nullable String oldName;
    private @Nullable String oldClass;
    private @Nullable Class<?> newClass;
    private @Nullable String newFunc;
    private @Nullable String descriptor;
    private int oldSympos;
    private boolean immediate;

    /**
     * A function.
     *
     * @param oldName class and method, {@code com.foo.Bar.baz}; or the method alone when {@link #oldClass} gives the
     *     class, and then the tree and the log show only that
     */
    public KlpFunc(@Nullable String oldName) {
        this.oldName = oldName;
    }

    /** The binary name of the class that has the function, {@code com.foo.Bar}. */
    public KlpFunc oldClass(@Nullable String type) {
        oldClass = type;
        return this;
    }

    /** The static method that replaces it; its name must be unique in its class. */
    public KlpFunc newFunc(@Nullable Class<?> type, @Nullable String method) {
        newClass = type;
        newFunc = method;
        return this;
    }

    /** Which of several methods of that name, by its position in the class file from 1 on; 0 = there is only one. */
    public KlpFunc oldSympos(int position) {
        oldSympos = position;
        return this;
    }

    /** Which of several methods of that name, by its JVM descriptor, {@code (ILjava/lang/String;)V}. */
    public KlpFunc descriptor(@Nullable String type) {
        descriptor = type;
        return this;
    }

    /** Whether threads that are inside the old function need not leave it before they switch. */
    public KlpFunc immediate(boolean value) {
        immediate = value;
        return this;
    }

    public @Nullable String oldName() {
        return oldName;
    }

    public @Nullable String oldClass() {
        return oldClass;
    }

    public @Nullable Class<?> newClass() {
        return newClass;
    }

    public @Nullable String newFunc() {
        return newFunc;
    }

    public @Nullable String descriptor() {
        return descriptor;
    }

    public int oldSympos() {
        return oldSympos;
    }

    public boolean immediate() {
        return immediate;
    }
}
