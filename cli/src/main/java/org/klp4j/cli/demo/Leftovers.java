package org.klp4j.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/** What must be gone when the demo is over, however it ends: removed in reverse order, by close or by this JVM's end. */
final class Leftovers implements AutoCloseable {
    /** Removes one of them. */
    @FunctionalInterface
    interface Removal {
        /** Removes it. */
        void run() throws IOException;
    }

    private final Deque<Removal> removals = new ArrayDeque<>(); // guarded by itself
    private final Thread atExit = new Thread(this::removeAll, "klp-demo-cleanup");

    Leftovers() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    void add(Removal removal) {
        synchronized (removals) {
            removals.push(removal);
        }
    }

    /** A new directory, to be removed with all it will hold. */
    Path directory(String prefix) throws IOException {
        Path directory = Files.createTempDirectory(prefix);
        add(() -> delete(directory));
        return directory;
    }

    @Override
    public void close() {
        removeAll();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void removeAll() {
        synchronized (removals) {
            while (!removals.isEmpty()) {
                remove(removals.pop());
            }
        }
    }

    private static void remove(Removal removal) {
        try {
            removal.run();
        } catch (IOException e) {
            // the rest goes all the same
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
