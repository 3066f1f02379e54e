package org.klp4j.agent.lift;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How shading moved a library: the first part of its names became another. Told from one class and its copy, the two
 * parts are as short as they can be, so that everything moved in the same way has the same relocation.
 *
 * @param from with slashes; empty when everything was put beneath {@code to}
 * @param to with slashes
 */
record Relocation(String from, String to) {
    /**
     * From a class to its copy, by binary names.
     *
     * @return null when their names have less than the class and its package in common
     */
    static @Nullable Relocation between(String original, String copy) {
        List<String> was = Arrays.asList(original.split("\\."));
        List<String> is = Arrays.asList(copy.split("\\."));
        int same = same(was, is);
        if (same < 2) {
            return null;
        }
        return new Relocation(head(was, same), head(is, same));
    }

    private static int same(List<String> was, List<String> is) {
        int same = 0;
        while (same < Math.min(was.size(), is.size())
                && was.get(was.size() - 1 - same).equals(is.get(is.size() - 1 - same))) {
            same++;
        }
        return same;
    }

    private static String head(List<String> parts, int same) {
        return String.join("/", parts.subList(0, parts.size() - same));
    }

    /** A name in the copy as it is in the library; the same when it was not moved. */
    String original(String name) {
        return exchanged(name, to, from);
    }

    /** A name in the library as it is in the copy, if it was moved; the same when it cannot have been. */
    String moved(String name) {
        return exchanged(name, from, to);
    }

    private static String exchanged(String name, String head, String other) {
        char separator = name.indexOf('/') >= 0 ? '/' : '.';
        String begin = head.isEmpty() ? "" : head.replace('/', separator) + separator;
        if (!name.startsWith(begin)) {
            return name;
        }
        String instead = other.isEmpty() ? "" : other.replace('/', separator) + separator;
        return instead + name.substring(begin.length());
    }

    /** The option that builds a module for a copy: as much of the package as the class shows, from one to the other. */
    static String option(String original, String copy) {
        String was = original.substring(0, Math.max(0, original.lastIndexOf('.')));
        String is = copy.substring(0, Math.max(0, copy.lastIndexOf('.')));
        return "--relocate " + was + "=" + is;
    }
}
