package org.klp4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Reads the control tree of one JVM. What vanishes while it is read is left out. */
final class Tree {
    /**
     * A patch as the tree shows it.
     *
     * @param enabled the patch, or the transition's target
     * @param stackOrder 1-based place in the order of enabling
     */
    record Patch(
            String name,
            boolean enabled,
            boolean transition,
            boolean replace,
            int stackOrder,
            List<PatchedObject> objects) {}

    /** An object of a patch; {@code patched} while its functions are redirected. */
    record PatchedObject(String name, boolean patched, List<String> functions) {}

    /**
     * A thread of the JVM.
     *
     * @param state 0 unpatched, 1 patched, -1 no transition
     * @param function the function that keeps it from switching; null when none does, or its stack is unreliable
     * @param frame where it is in that function, or why its stack is unreliable; null when it has switched
     */
    record Task(
            long tid,
            int state,
            String comm,
            @Nullable String function,
            @Nullable String frame) {
        /** Parses a line of {@code sys/tasks}: the components, with tabs between. */
        static Task parse(String line) {
            String[] fields = line.split("\t", -1);
            return new Task(
                    Long.parseLong(fields[0]),
                    Integer.parseInt(fields[1]),
                    fields[2],
                    fields.length > 4 && !fields[3].isEmpty() ? fields[3] : null,
                    fields.length > 4 ? fields[4] : null);
        }

        /** The same in little room: class without package, method, no line. */
        String shortText() {
            if (function == null) {
                return text();
            }
            int method = function.lastIndexOf('.');
            int simpleName = function.lastIndexOf('.', method - 1) + 1;
            return "'" + comm + "' in " + function.substring(simpleName);
        }

        /** {@code 'name' in frame}, or {@code 'name', which has an unreliable stack}. */
        String text() {
            if (frame == null) {
                return "'" + comm + "'";
            }
            return "'" + comm + (function == null ? "', which " : "' in ") + frame;
        }
    }

    private static final String PATCHES = "livepatch";

    private final Connection connection;

    Tree(Connection connection) {
        this.connection = connection;
    }

    /** Names of the patches on the list. */
    List<String> patches() throws KlpException {
        return directories(PATCHES);
    }

    /** The patch, or null when it is not on the list. */
    @Nullable
    Patch patch(String name) throws KlpException {
        String at = PATCHES + "/" + name + "/";
        try {
            return new Patch(
                    name,
                    flag(at + "enabled"),
                    flag(at + "transition"),
                    flag(at + "replace"),
                    Integer.parseInt(text(at + "stack_order")),
                    objects(at));
        } catch (KlpException e) {
            throwUnlessAbsent(e);
            return null;
        }
    }

    /** Whether the patch is in transition; a patch that left the tree is not. */
    boolean transition(String patch) throws KlpException {
        return flagOrFalse(PATCHES + "/" + patch + "/transition");
    }

    /** Whether the patch is enabled; a patch that left the tree is not. */
    boolean enabled(String patch) throws KlpException {
        return flagOrFalse(PATCHES + "/" + patch + "/enabled");
    }

    /** Names of the modules that are loaded. */
    List<String> modules() throws KlpException {
        return directories("module");
    }

    /** Names of the modules that need this one. */
    List<String> holders(String module) throws KlpException {
        try {
            return directories("module/" + module + "/holders");
        } catch (KlpException e) {
            throwUnlessAbsent(e);
            return List.of();
        }
    }

    /** The threads of the JVM. */
    List<Task> tasks() throws KlpException {
        return connection.show("sys/tasks").lines().map(Task::parse).toList();
    }

    /** The stack of a thread, innermost frame first; empty when it has ended. */
    List<String> stack(long tid) throws KlpException {
        try {
            return connection.show("tasks/" + tid + "/stack").lines().toList();
        } catch (KlpException e) {
            throwUnlessAbsent(e);
            return List.of();
        }
    }

    /** The functions of a patch, {@code com.foo.Bar.baz}; none when it is not on the list. */
    Set<String> functions(String patch) throws KlpException {
        Patch there = patch(patch);
        return there == null
                ? Set.of()
                : there.objects().stream()
                        .flatMap(object -> object.functions().stream())
                        .map(function -> function.replaceFirst(",\\d+$", ""))
                        .collect(Collectors.toSet());
    }

    /** What other agents have done to patched classes, a line each; none in an agent that does not tell. */
    List<String> alarms() throws KlpException {
        try {
            return connection.show("sys/alarms").lines().toList();
        } catch (KlpException e) {
            throwUnlessAbsent(e);
            return List.of();
        }
    }

    private List<PatchedObject> objects(String at) throws KlpException {
        List<PatchedObject> objects = new ArrayList<>();
        for (String object : directories(at)) {
            objects.add(new PatchedObject(object, flag(at + object + "/patched"), directories(at + object)));
        }
        return objects;
    }

    private boolean flagOrFalse(String path) throws KlpException {
        try {
            return flag(path);
        } catch (KlpException e) {
            throwUnlessAbsent(e);
            return false;
        }
    }

    private static void throwUnlessAbsent(KlpException e) throws KlpException {
        if (e.errno() != Errno.ENOENT.number() && e.errno() != Errno.ENODEV.number()) {
            throw e;
        }
    }

    private boolean flag(String path) throws KlpException {
        return text(path).equals("1");
    }

    /** An attribute that is a number, {@code otherwise} where there is none of that name. */
    long number(String path, long otherwise) throws KlpException {
        try {
            return Long.parseLong(text(path));
        } catch (KlpException e) {
            throwUnlessAbsent(e);
            return otherwise;
        }
    }

    /** An attribute without its newline. */
    String text(String path) throws KlpException {
        return connection.show(path).strip();
    }

    private List<String> directories(String path) throws KlpException {
        return connection.list(path).stream()
                .filter(Connection.Entry::directory)
                .map(Connection.Entry::name)
                .toList();
    }
}
