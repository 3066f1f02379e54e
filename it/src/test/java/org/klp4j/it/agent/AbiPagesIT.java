package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;

/** Holds {@code docs/abi} and a live tree together: every node has its line there, every line its node. */
class AbiPagesIT {
    private static final Path PAGES = Path.of("..", "docs", "abi");
    private static final Pattern NODE = Pattern.compile("\\| `([^`]+)` \\| `([-dwrx]{10})` \\| (.*) \\|");
    private static final Pattern ERROR = Pattern.compile("\\| (\\d+) \\| `(E[A-Z]+)` \\|.*");

    @TempDir
    private Path directory;

    /** A line of a page: the path with names in angle brackets, the mode, and whether it may be missing. */
    private record Line(Pattern path, String mode, boolean optional) {
        static Line of(Matcher line) {
            String pattern = Stream.of(line.group(1).split("/"))
                    .map(part -> part.startsWith("<") ? "[^/]+" : Pattern.quote(part))
                    .reduce((one, other) -> one + "/" + other)
                    .orElseThrow();
            return new Line(
                    Pattern.compile(pattern), line.group(2), line.group(3).startsWith("optional"));
        }
    }

    @EachJdk
    void everyNodeHasItsLineAndEveryLineItsNode(Jdk jdk) throws Exception {
        Map<String, Line> lines = lines();
        Set<String> unseen = new TreeSet<>(lines.keySet());
        try (TargetJvm jvm =
                        TargetJvm.of(jdk).classPath(jar(1)).main("abi.Main").start();
                Connection connection = IdleTarget.open(jvm)) {
            Path module = Modules.build("fix", jar(1), jar(2), directory).jar();
            connection.insmod("fix", Files.readAllBytes(module), List.of());
            await().until(() -> connection.show("livepatch/fix/transition").equals("0\n"));
            for (Map.Entry<String, String> node : walk(connection, "").entrySet()) {
                List<String> matching = lines.entrySet().stream()
                        .filter(line ->
                                line.getValue().path().matcher(node.getKey()).matches())
                        .filter(line -> line.getValue().mode().equals(node.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
                assertThat(matching).as("%s %s", node.getValue(), node.getKey()).isNotEmpty();
                unseen.removeAll(matching);
            }
        }
        unseen.removeIf(path -> lines.get(path).optional());
        assertThat(unseen).isEmpty();
    }

    @Test
    void everyErrorHasItsLine() throws IOException {
        Map<Integer, String> documented = new LinkedHashMap<>();
        for (String line : Files.readAllLines(PAGES.resolve("errors.md"))) {
            Matcher matcher = ERROR.matcher(line);
            if (matcher.matches()) {
                documented.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
            }
        }
        for (Errno errno : Errno.values()) {
            assertThat(documented).containsEntry(errno.number(), errno.name());
        }
    }

    private static Map<String, Line> lines() throws IOException {
        Map<String, Line> lines = new LinkedHashMap<>();
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> found = Files.list(PAGES)) {
            found.sorted().forEach(pages::add);
        }
        for (Path page : pages) {
            for (String line : Files.readAllLines(page)) {
                Matcher matcher = NODE.matcher(line);
                if (matcher.matches()) {
                    lines.put(matcher.group(1), Line.of(matcher));
                }
            }
        }
        assertThat(lines).hasSizeGreaterThan(20);
        return lines;
    }

    private static Map<String, String> walk(Connection connection, String path) throws KlpException {
        Map<String, String> nodes = new LinkedHashMap<>();
        for (Connection.Entry entry : connection.list(path)) {
            String child = path.isEmpty() ? entry.name() : path + "/" + entry.name();
            nodes.put(child, entry.mode());
            if (entry.directory() && !gone(connection, child)) {
                nodes.putAll(walk(connection, child));
            }
        }
        return nodes;
    }

    /** Threads end. */
    private static boolean gone(Connection connection, String path) throws KlpException {
        try {
            connection.list(path);
            return false;
        } catch (KlpException e) {
            if (e.errno() == Errno.ENOENT.number()) {
                return true;
            }
            throw e;
        }
    }

    private Path jar(int version) {
        return Fixture.source("abi/Main.java", """
                        package abi;
                        public final class Main {
                            static int version() { return @V@; }
                            public static void main(String[] arguments) throws Exception {
                                System.out.println("@ready");
                                System.in.read();
                            }
                        }
                        """).version(version).jar(directory.resolve("abi-" + version + ".jar"));
    }
}
