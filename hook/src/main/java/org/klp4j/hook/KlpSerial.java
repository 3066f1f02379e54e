package org.klp4j.hook;

import java.io.Serializable;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link java.io.ObjectStreamClass} looks for the serialization methods of a class while a patch adds some. The
 * class that looks is woven only as long as such a patch is loaded, and asks once per class.
 */
public final class KlpSerial {
    /** Knows the methods patches add. Never throws. */
    public interface Source {
        /** The method streams are to call; null = what the class itself says. */
        @Nullable
        Method find(Class<?> type, String name, boolean inherited);
    }

    /** Written by the agent (volatile). */
    private static volatile @Nullable Source source;

    private KlpSerial() {}

    /** Sets who answers. */
    public static void source(@Nullable Source next) {
        source = next;
    }

    /**
     * Called by woven code.
     *
     * @param inherited whether a superclass's method counts, as for {@code readResolve} and {@code writeReplace}
     */
    public static @Nullable Method find(Class<?> type, String name, boolean inherited) {
        Source asked = source;
        return asked == null ? null : asked.find(type, name, inherited);
    }

    /** Whether an object is serializable by another class or interface than {@code without}. */
    public static boolean serializable(Object object, Class<?> without) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (type != without) {
                for (Class<?> face : type.getInterfaces()) {
                    if (Serializable.class.isAssignableFrom(face)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
