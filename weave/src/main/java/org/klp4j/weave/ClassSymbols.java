package org.klp4j.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The symbol table of one class: its methods, in class-file order.
 *
 * <p>The order is that of the bytes given. HotSpot keeps the class file's order in the bytes it reconstitutes only
 * when an agent was there at start; after a late attach they come in an order of its own, so positions must then be
 * resolved against the class file the loader read.
 */
public final class ClassSymbols {
    private static final String INTRINSIC = "Ljdk/internal/vm/annotation/IntrinsicCandidate;";
    private static final int OUTLINE = ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES;

    /**
     * One method.
     *
     * @param access its access flags
     * @param intrinsic marked as one the JIT compilers may replace by code of their own
     */
    public record Symbol(MethodKey key, int access, boolean intrinsic) {
        /** Whether there is code to weave into. */
        public boolean hasCode() {
            return (access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) == 0;
        }
    }

    private final String className;
    private final int majorVersion;
    private final int access;
    private final List<Symbol> symbols;
    private final Map<MethodKey, Symbol> byKey = new HashMap<>();

    /**
     * The symbols of a class.
     *
     * @param className internal name, e.g. {@code com/foo/Bar}
     * @param majorVersion class-file version, e.g. 61 for Java 17
     * @param access access flags of the class
     * @param symbols its methods and constructors, {@code <clinit>} included
     */
    public ClassSymbols(String className, int majorVersion, int access, List<Symbol> symbols) {
        this.className = className;
        this.majorVersion = majorVersion;
        this.access = access;
        this.symbols = List.copyOf(symbols);
        for (Symbol symbol : symbols) {
            byKey.putIfAbsent(symbol.key(), symbol);
        }
    }

    /** Internal name, e.g. {@code com/foo/Bar}. */
    public String className() {
        return className;
    }

    /** Class-file version, e.g. 61 for Java 17. */
    public int majorVersion() {
        return majorVersion;
    }

    /** Access flags of the class. */
    public int access() {
        return access;
    }

    /** Its methods and constructors, {@code <clinit>} included. */
    public List<Symbol> symbols() {
        return symbols;
    }

    /** Reads the symbols of a class file. */
    public static ClassSymbols of(byte[] classFile) throws Refusal {
        return of(ClassFiles.open(classFile));
    }

    /** As {@link #of(byte[])}, of a class file already opened. */
    public static ClassSymbols of(ClassReader classFile) throws Refusal {
        List<Symbol> symbols = new ArrayList<>();
        try {
            classFile.accept(new Collector(symbols), OUTLINE);
        } catch (RuntimeException e) { // what ASM throws depends on where the damage is
            throw new Refusal("class file '" + classFile.getClassName() + "' is damaged: " + e.getMessage(), e);
        }
        return new ClassSymbols(
                classFile.getClassName(), ClassFiles.majorVersion(classFile), classFile.getAccess(), symbols);
    }

    /** The binary name of the class, e.g. {@code com.foo.Bar}. */
    public String binaryName() {
        return ClassFiles.binaryName(className);
    }

    /** The symbol with exactly this name and descriptor. */
    public @Nullable Symbol find(MethodKey key) {
        return byKey.get(key);
    }

    /** How many methods have this name. */
    public int count(String name) {
        int count = 0;
        for (Symbol symbol : symbols) {
            count += symbol.key().name().equals(name) ? 1 : 0;
        }
        return count;
    }

    /**
     * Finds a function as the kernel does.
     *
     * @param object the object a refusal names, {@code vmlinux} for the run-time image
     * @param name simple name of the method
     * @param descriptor decides alone when given
     * @param sympos 1-based position among the methods of that name; 0 = must be unique
     * @throws Refusal with the kernel's words: not there, ambiguous, or no such position
     */
    public Symbol resolve(String object, String name, @Nullable String descriptor, int sympos) throws Refusal {
        return resolve(object, binaryName() + "." + name, name, descriptor, sympos);
    }

    /** As {@link #resolve(String, String, String, int)}; refusals call the function {@code function}. */
    public Symbol resolve(String object, String function, String name, @Nullable String descriptor, int sympos)
            throws Refusal {
        if (descriptor != null) {
            Symbol found = find(new MethodKey(name, descriptor));
            if (found == null) {
                throw Refusal.kernel("symbol '" + function + descriptor + "' not found in symbol table");
            }
            return found;
        }
        int count = count(name);
        if (count == 0) {
            throw Refusal.kernel("symbol '" + function + "' not found in symbol table");
        }
        if (sympos == 0 && count > 1) {
            String shown = object.equals("vmlinux") ? "(null)" : object;
            throw Refusal.kernel("unresolvable ambiguity for symbol '" + function + "' in object '" + shown + "'");
        }
        if (sympos > count) {
            throw Refusal.kernel("symbol position " + sympos + " for symbol '" + function + "' in object '" + object
                    + "' not found");
        }
        return nth(name, Math.max(1, sympos));
    }

    private Symbol nth(String name, int position) {
        int seen = 0;
        for (Symbol symbol : symbols) {
            if (symbol.key().name().equals(name) && ++seen == position) {
                return symbol;
            }
        }
        throw new IllegalStateException(name + " has fewer than " + position + " methods");
    }

    private static final class Collector extends ClassVisitor {
        private final List<Symbol> symbols;

        Collector(List<Symbol> symbols) {
            super(ClassFiles.API);
            this.symbols = symbols;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodKey key = new MethodKey(name, descriptor);
            int index = symbols.size();
            int flags = access & 0xffff; // ASM keeps marks of its own above
            symbols.add(new Symbol(key, flags, false));
            return new MethodVisitor(ClassFiles.API) {
                @Override
                public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    if (annotation.equals(INTRINSIC)) {
                        symbols.set(index, new Symbol(key, flags, true));
                    }
                    return null;
                }
            };
        }
    }
}
