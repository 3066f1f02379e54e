package org.klp4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * A method or constructor the way a patch names it.
 *
 * @param className binary name with dots, e.g. {@code com.foo.Bar$Baz}
 * @param method simple name, {@code <init>} for constructors
 * @param descriptor JVM descriptor when the patch gives one; it then decides and {@code sympos} is only shown
 * @param sympos 1-based position among the methods of that name in class-file order; 0 = must be unique
 * @param alias the {@code old_name} that the tree and the log show instead of class and method; usually null
 */
public record FunctionName(
        String className,
        String method,
        @Nullable String descriptor,
        int sympos,
        @Nullable String alias) {
    /** A function that is shown as what it is. */
    public FunctionName(String className, String method, @Nullable String descriptor, int sympos) {
        this(className, method, descriptor, sympos, null);
    }

    /**
     * The node name in the control tree: {@code com.foo.Bar.baz,1}; with the descriptor, dots for slashes, when only
     * that tells which overload is meant: {@code com.foo.Bar.baz(ILjava.lang.String;)V,1}.
     */
    public String node() {
        String overload = sympos == 0 && descriptor != null ? descriptor.replace('/', '.') : "";
        return symbol() + overload + "," + Math.max(1, sympos);
    }

    /** The kernel's {@code old_name}: {@code com.foo.Bar.baz}. */
    public String symbol() {
        return alias != null ? alias : className + "." + method;
    }

    /**
     * Whether this and the other name mean the same function, as far as names can tell. A descriptor decides where both
     * have one: positions differ between versions of a class. Of positions, 0 is 1, for there is only one.
     */
    boolean same(FunctionName other) {
        if (!method.equals(other.method) || !className.equals(other.className)) {
            return false;
        }
        if (descriptor != null && other.descriptor != null) {
            return descriptor.equals(other.descriptor);
        }
        if (onlyDescribed() || other.onlyDescribed()) {
            return sympos == 0 && other.sympos == 0; // one of them says that there is only one
        }
        return Math.max(1, sympos) == Math.max(1, other.sympos);
    }

    /** Whether it cannot be told if these names mean the same of several functions. */
    boolean unclear(FunctionName other) {
        return (descriptor == null || other.descriptor == null)
                && ((onlyDescribed() && other.sympos > 0) || (other.onlyDescribed() && sympos > 0))
                && className.equals(other.className)
                && method.equals(other.method);
    }

    private boolean onlyDescribed() {
        return sympos == 0 && descriptor != null;
    }
}
