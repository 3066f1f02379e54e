package org.klp4j.hook;

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Links code that was lifted out of a class to members only that class may use. The rights are those the calling
 * class has anyway: {@link MethodHandles#privateLookupIn} of a class of its own module. Runs once per call site, not
 * in gates.
 */
public final class KlpLink {
    private KlpLink() {}

    /**
     * The bootstrap method.
     *
     * @param caller the class the module brought along
     * @param name not used
     * @param type what the call site takes and gives
     * @param host binary name of the class whose rights are needed
     * @param target {@code KIND OWNER MEMBER}
     * @param descriptor of the member
     */
    public static CallSite link(
            MethodHandles.Lookup caller, String name, MethodType type, String host, String target, String descriptor)
            throws ReflectiveOperationException {
        int space = target.indexOf(' ');
        int second = target.indexOf(' ', space + 1);
        String kind = target.substring(0, space);
        String member = target.substring(second + 1);
        ClassLoader loader = caller.lookupClass().getClassLoader();
        Class<?> hostClass = Class.forName(host, false, loader);
        Class<?> owner = Class.forName(target.substring(space + 1, second), false, loader);
        MethodHandles.Lookup rights = MethodHandles.privateLookupIn(hostClass, caller);
        if (kind.startsWith("caller")) {
            boolean isStatic = kind.equals("callerStatic");
            return new ConstantCallSite(
                    owner.equals(MethodHandles.class)
                            ? MethodHandles.constant(MethodHandles.Lookup.class, lookup(hostClass))
                            : KlpCaller.of(rights, isStatic, owner, member, descriptor, type));
        }
        MethodHandle handle = descriptor.charAt(0) == '('
                ? method(rights, kind, owner, member, MethodType.fromMethodDescriptorString(descriptor, loader))
                : field(rights, kind, owner, member, type);
        return new ConstantCallSite(handle.asType(type));
    }

    /**
     * What the class gets from {@link MethodHandles#lookup}. It may ask that for its class, or lead it to another with
     * {@link MethodHandles.Lookup#in}, so that of a nestmate does not do, nor one without access of its own.
     */
    private static MethodHandles.Lookup lookup(Class<?> host) throws ReflectiveOperationException {
        Constructor<MethodHandles.Lookup> maker = MethodHandles.Lookup.class.getDeclaredConstructor(Class.class);
        maker.setAccessible(true);
        return maker.newInstance(host);
    }

    private static MethodHandle method(
            MethodHandles.Lookup rights, String kind, Class<?> owner, String member, MethodType type)
            throws ReflectiveOperationException {
        return switch (kind) {
            case "invokeStatic" -> rights.findStatic(owner, member, type);
            case "invokeVirtual" -> rights.findVirtual(owner, member, type);
            case "invokeSpecial" -> rights.findSpecial(owner, member, type, rights.lookupClass());
            case "new" -> rights.findConstructor(owner, type);
            case "newAs" -> allocation(rights.lookupClass(), owner.getDeclaredConstructor(type.parameterArray()));
            default -> throw new NoSuchMethodException(kind);
        };
    }

    private static MethodHandle field(
            MethodHandles.Lookup rights, String kind, Class<?> owner, String member, MethodType site)
            throws ReflectiveOperationException {
        Class<?> last = site.parameterCount() == 0 ? site.returnType() : site.lastParameterType();
        return switch (kind) {
            case "getStatic" -> rights.findStaticGetter(owner, member, site.returnType());
            case "getField" -> rights.findGetter(owner, member, site.returnType());
            case "putStatic" -> rights.findStaticSetter(owner, member, last);
            case "putField" -> setter(rights, owner, member, last);
            default -> throw new NoSuchFieldException(kind);
        };
    }

    /** Writes final fields too, as the code of constructors does. */
    private static MethodHandle setter(MethodHandles.Lookup rights, Class<?> owner, String member, Class<?> type)
            throws ReflectiveOperationException {
        Field field;
        try {
            field = owner.getDeclaredField(member);
        } catch (NoSuchFieldException inherited) {
            return rights.findSetter(owner, member, type);
        }
        field.setAccessible(true);
        return rights.unreflectSetter(field);
    }

    /** Makes an object of one class on which only a constructor of an ancestor runs, as deserialization does. */
    private static MethodHandle allocation(Class<?> made, Constructor<?> ancestor) throws ReflectiveOperationException {
        Class<?> factory = Class.forName("jdk.internal.reflect.ReflectionFactory", true, null);
        Object instance = factory.getMethod("getReflectionFactory").invoke(null);
        Method maker = factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class);
        Object constructor = maker.invoke(instance, made, ancestor);
        return MethodHandles.lookup()
                .findStatic(
                        KlpLink.class, "make", MethodType.methodType(Object.class, Constructor.class, Object[].class))
                .bindTo(constructor)
                .asCollector(Object[].class, ancestor.getParameterCount());
    }

    @SuppressWarnings("UnusedMethod") // by method handle, see allocation
    private static Object make(Constructor<?> constructor, Object[] arguments) throws Throwable {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
