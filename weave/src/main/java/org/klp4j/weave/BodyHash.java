package org.klp4j.weave;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;

/**
 * Which code a method has: SHA-256 over its instructions with symbolic operands, its exception table and its switch
 * keys, in lower-case hex. Debug information, stack maps, the order of constants and the width of an encoding
 * ({@code wide}, {@code goto_w}, {@code ldc_w}) do not count, so the bytes of a jar and the bytes the JVM
 * reconstitutes from its own structures for a retransformation give the same hash.
 */
public final class BodyHash {
    /** What a module gives as the new hash of a method that the fix removes. */
    public static final String NONE = "0".repeat(64);

    private static final int SKIPPED = ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES;

    private BodyHash() {}

    /**
     * The hash of one method.
     *
     * @return null when there is no such method, or it has no code (native, abstract)
     * @throws Refusal when the bytes are no class file
     */
    public static @Nullable String of(byte[] classFile, MethodKey method) throws Refusal {
        return hashes(classFile, method::equals, BodyHash::sha256).get(method);
    }

    /**
     * The hashes of all methods that have code, in class-file order.
     *
     * @throws Refusal when the bytes are no class file
     */
    public static Map<MethodKey, String> all(byte[] classFile) throws Refusal {
        return hashes(classFile, method -> true, BodyHash::sha256);
    }

    /** As {@link #all}, of the methods with these simple names alone: one pass, however many they are. */
    public static Map<MethodKey, String> named(byte[] classFile, Set<String> names) throws Refusal {
        return hashes(classFile, method -> names.contains(method.name()), BodyHash::sha256);
    }

    /** How much a hash speaks for: the length of what it is made of, in bytes, names included. */
    public static Map<MethodKey, Integer> weights(byte[] classFile) throws Refusal {
        return hashes(classFile, method -> true, stream -> stream.length);
    }

    private static <T> Map<MethodKey, T> hashes(byte[] bytes, Predicate<MethodKey> wanted, Function<byte[], T> hash)
            throws Refusal {
        ClassReader classFile = ClassFiles.open(bytes);
        Map<MethodKey, T> found = new LinkedHashMap<>();
        try {
            classFile.accept(new Methods<>(found, wanted, hash), SKIPPED);
        } catch (RuntimeException e) { // what ASM throws depends on where the damage is
            throw new Refusal("class file '" + classFile.getClassName() + "' is damaged: " + e.getMessage(), e);
        }
        return found;
    }

    private static final class Methods<T> extends ClassVisitor {
        private final Map<MethodKey, T> found;
        private final Predicate<MethodKey> wanted;
        private final Function<byte[], T> hash;

        Methods(Map<MethodKey, T> found, Predicate<MethodKey> wanted, Function<byte[], T> hash) {
            super(ClassFiles.API);
            this.found = found;
            this.wanted = wanted;
            this.hash = hash;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodKey key = new MethodKey(name, descriptor);
            if (!wanted.test(key)) {
                return null;
            }
            return new InstructionStream(stream -> found.put(key, hash.apply(stream)));
        }
    }

    private static String sha256(byte[] stream) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stream));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
