package org.klp4j.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Calls methods that look at the class that calls them. A method handle would call them from a class of the JVM's own,
 * which before 18 is no nestmate of the class it stands for; so a nestmate that does nothing but the call is made.
 * Writes its class file by hand: nothing the hook uses may be patched, so it uses little.
 */
final class KlpCaller {
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private byte[] bytes = new byte[512];
    private int length;

    private KlpCaller() {}

    /**
     * A handle that makes the call.
     *
     * @param rights a lookup with all rights of the class that calls
     * @param type what the handle takes and gives: the receiver first, unless the method is static
     */
    static MethodHandle of(
            MethodHandles.Lookup rights,
            boolean isStatic,
            Class<?> owner,
            String member,
            String descriptor,
            MethodType type)
            throws ReflectiveOperationException {
        KlpCaller file = new KlpCaller();
        file.constants(rights.lookupClass().getName(), owner.getName(), member, descriptor, type);
        file.method(isStatic, type);
        byte[] classFile = Arrays.copyOf(file.bytes, file.length);
        MethodHandles.Lookup made =
                rights.defineHiddenClass(classFile, false, MethodHandles.Lookup.ClassOption.NESTMATE);
        return made.findStatic(made.lookupClass(), "call", type);
    }

    private void constants(String host, String owner, String member, String descriptor, MethodType type) {
        u4(0xCAFEBABE);
        u4(61); // of Java 17
        u2(14); // as many constants and one
        utf8(host.replace('.', '/').concat("$klp_caller")); // 1
        constant(CLASS, 1); // 2
        utf8("java/lang/Object"); // 3
        constant(CLASS, 3); // 4
        utf8("call"); // 5
        utf8(type.toMethodDescriptorString()); // 6
        utf8("Code"); // 7
        utf8(owner.replace('.', '/')); // 8
        constant(CLASS, 8); // 9
        utf8(member); // 10
        utf8(descriptor); // 11
        constant(NAME_AND_TYPE, 10); // 12
        u2(11);
        constant(METHOD, 9); // 13
        u2(12);
    }

    private void method(boolean isStatic, MethodType type) {
        int slots = 0;
        for (int i = 0; i < type.parameterCount(); i++) {
            slots += size(type.parameterType(i));
        }
        int code = 2 * type.parameterCount() + 4;
        u2(0x1030); // final super synthetic
        u2(2);
        u2(4);
        u2(0); // interfaces
        u2(0); // fields
        u2(1);
        u2(0x0009); // public static
        u2(5);
        u2(6);
        u2(1);
        u2(7);
        u4(12 + code);
        u2(Math.max(slots, 2)); // stack
        u2(slots); // locals
        u4(code);
        code(isStatic, type);
        u2(0); // handlers
        u2(0); // attributes of the code
        u2(0); // of the class
    }

    private void code(boolean isStatic, MethodType type) {
        int slot = 0;
        for (int i = 0; i < type.parameterCount(); i++) {
            u1(21 + kind(type.parameterType(i))); // iload, lload, fload, dload, aload
            u1(slot);
            slot += size(type.parameterType(i));
        }
        u1(isStatic ? 184 : 182); // invokestatic, invokevirtual
        u2(13);
        u1(type.returnType() == void.class ? 177 : 172 + kind(type.returnType())); // return, or ireturn and so on
    }

    private static int size(Class<?> type) {
        return type == long.class || type == double.class ? 2 : 1;
    }

    /** Where the type stands in the order in which instructions for it are numbered. */
    private static int kind(Class<?> type) {
        if (!type.isPrimitive()) {
            return 4;
        }
        return type == double.class ? 3 : type == float.class ? 2 : type == long.class ? 1 : 0;
    }

    private void constant(int tag, int index) {
        u1(tag);
        u2(index);
    }

    /** As the JVM specification, 4.4.7, encodes it. */
    private void utf8(String text) {
        u1(UTF8);
        int start = length;
        u2(0);
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (c != 0 && c < 0x80) {
                u1(c);
            } else if (c < 0x800) {
                u1(0xC0 | (c >> 6));
                u1(0x80 | (c & 0x3F));
            } else {
                u1(0xE0 | (c >> 12));
                u1(0x80 | ((c >> 6) & 0x3F));
                u1(0x80 | (c & 0x3F));
            }
        }
        int end = length;
        length = start;
        u2(end - start - 2);
        length = end;
    }

    private void u4(int value) {
        u2(value >>> 16);
        u2(value);
    }

    private void u2(int value) {
        u1(value >>> 8);
        u1(value);
    }

    private void u1(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
    }
}
