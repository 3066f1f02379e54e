package org.klp4j.agent.lift;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.NeedImage;
import org.klp4j.format.PatchImage;
import org.klp4j.format.ShellWord;

/**
 * The dry run of the links: resolves what new code needs by the loaders that hold the classes it is for, as the JVM would
 * when the code first runs. Loads classes, initializes none.
 */
final class Links {
    private Links() {}

    /** Throws ENOENT, the kernel's "unknown symbol", naming the first thing that is not there. */
    static void check(String module, PatchImage patch, List<Class<?>> classes) throws KlpException {
        Map<String, List<NeedImage>> byHost = new HashMap<>();
        patch.needs()
                .forEach(need -> byHost.computeIfAbsent(need.host(), host -> new ArrayList<>())
                        .add(need));
        if (byHost.isEmpty()) {
            return;
        }
        for (Class<?> loaded : classes) {
            ClassLoader loader = loaded.getClassLoader();
            for (NeedImage need : byHost.getOrDefault(loaded.getName(), List.of())) {
                String missing = missing(need, loader);
                if (missing != null) {
                    throw refusal(module, need.host(), missing, loader, symbol(need));
                }
            }
        }
    }

    /** The same for what a class that the module brings along extends or implements: without that it cannot be defined. */
    static void supertype(String module, Class<?> host, String type) throws KlpException {
        ClassLoader loader = host.getClassLoader();
        try {
            Class<?> unused = Class.forName(type, false, loader);
        } catch (ClassNotFoundException | LinkageError absent) {
            throw refusal(module, host.getName(), "class '" + type + "', which is not there", loader, type);
        }
    }

    private static KlpException refusal(
            String module, String host, String missing, @Nullable ClassLoader loader, String symbol) {
        return new KlpException(
                Errno.ENOENT,
                "module '" + module + "': its code for '" + host + "' needs " + missing + " in loader '" + name(loader)
                        + "'; build it against the jars this JVM runs, see --class-path, or without what needs that, by"
                        + " --exclude " + ShellWord.of(symbol));
    }

    private static String name(@Nullable ClassLoader loader) {
        if (loader == null) {
            return "boot";
        }
        String name = loader.getName();
        return name == null ? loader.getClass().getName() : name;
    }

    private static String symbol(NeedImage need) {
        return need.name().isEmpty() || need.name().equals("<init>") ? need.owner() : need.owner() + "." + need.name();
    }

    /** What is missing, in words; null when the reference resolves. */
    private static @Nullable String missing(NeedImage need, @Nullable ClassLoader loader) {
        Class<?> owner;
        try {
            owner = Class.forName(need.owner(), false, loader);
        } catch (ClassNotFoundException | LinkageError absent) {
            return "class '" + need.owner() + "', which is not there";
        }
        if (need.name().isEmpty()) {
            return null;
        }
        boolean method = need.descriptor().startsWith("(");
        String symbol = "'" + need.owner() + "." + need.name() + (method ? need.descriptor() : "") + "'";
        Boolean isStatic;
        try {
            isStatic = method ? method(owner, need) : field(owner, need);
        } catch (LinkageError incomplete) {
            // some other member mentions a class that is not there, so reflection is silent about all of them
            return null;
        }
        if (isStatic == null) {
            return symbol + ", which is not there";
        }
        return isStatic == need.isStatic() ? null : symbol + (isStatic ? ", which is static" : ", which is not static");
    }

    private static @Nullable Boolean method(Class<?> owner, NeedImage need) {
        if (need.name().equals("<init>")) {
            for (Constructor<?> constructor : owner.getDeclaredConstructors()) {
                if (descriptor(void.class, constructor.getParameterTypes()).equals(need.descriptor())) {
                    return false;
                }
            }
            return null;
        }
        for (Class<?> type : supertypes(owner)) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(need.name())
                        && descriptor(method.getReturnType(), method.getParameterTypes())
                                .equals(need.descriptor())) {
                    return isStatic(method);
                }
            }
        }
        return null;
    }

    private static @Nullable Boolean field(Class<?> owner, NeedImage need) {
        for (Class<?> type : supertypes(owner)) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(need.name())
                        && field.getType().descriptorString().equals(need.descriptor())) {
                    return isStatic(field);
                }
            }
        }
        return null;
    }

    private static boolean isStatic(Member member) {
        return Modifier.isStatic(member.getModifiers());
    }

    private static String descriptor(Class<?> returned, Class<?>[] parameters) {
        return MethodType.methodType(returned, parameters).descriptorString();
    }

    /** The class, its superclasses, their interfaces; {@code Object} also for an interface. */
    private static Set<Class<?>> supertypes(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            Class<?> next = open.poll();
            if (all.add(next)) {
                if (next.getSuperclass() != null) {
                    open.addFirst(next.getSuperclass());
                }
                open.addAll(List.of(next.getInterfaces()));
            }
        }
        all.add(Object.class);
        return all;
    }
}
