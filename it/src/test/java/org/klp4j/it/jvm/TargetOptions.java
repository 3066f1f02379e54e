package org.klp4j.it.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a target is started.
 *
 * @param quiet whether foreign output makes {@link TargetJvm#close} fail
 * @param user the user to run as, through {@code setpriv}; null is the user of the test
 */
public record TargetOptions(
        Jdk jdk,
        List<String> flags,
        List<Path> classPath,
        List<String> main,
        boolean quiet,
        @Nullable String user) {

    static TargetOptions of(Jdk jdk) {
        return new TargetOptions(jdk, List.of(), List.of(), List.of(), true, null);
    }

    /** With these flags of the JVM, after those given before. */
    public TargetOptions flags(String... more) {
        return new TargetOptions(jdk, joined(flags, more), classPath, main, quiet, user);
    }

    /** With these jars or directories on the class path. */
    public TargetOptions classPath(Path... more) {
        return new TargetOptions(
                jdk, flags, Stream.concat(classPath.stream(), Stream.of(more)).toList(), main, quiet, user);
    }

    /** With this main class and its arguments, or {@code -jar} and a jar, or {@code -m} and a module. */
    public TargetOptions main(String... command) {
        return new TargetOptions(jdk, flags, classPath, List.of(command), quiet, user);
    }

    /** It may print what it likes. */
    public TargetOptions loud() {
        return new TargetOptions(jdk, flags, classPath, main, false, user);
    }

    /** It runs as that user. */
    public TargetOptions user(String name) {
        return new TargetOptions(jdk, flags, classPath, main, quiet, name);
    }

    /** Starts it and waits for its first line, {@code @ready}. */
    public TargetJvm start() {
        TargetJvm target = new TargetJvm(this);
        String first = target.reply(Duration.ofSeconds(60));
        if (!first.equals("ready")) {
            target.close();
            throw new AssertionError("the target began with '" + first + "'");
        }
        return target;
    }

    Process process(Path crash) throws IOException {
        List<String> command = new ArrayList<>();
        if (user != null) {
            command.addAll(List.of("setpriv", "--reuid", user, "--regid", "nogroup", "--clear-groups"));
        }
        command.add(jdk.tool("java"));
        command.add("-XX:ErrorFile=" + crash);
        command.addAll(flags);
        if (!classPath.isEmpty()) {
            command.add("-cp");
            command.add(String.join(":", classPath.stream().map(Path::toString).toList()));
        }
        command.addAll(main);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return builder.start();
    }

    private static List<String> joined(List<String> before, String... more) {
        return Stream.concat(before.stream(), Stream.of(more)).toList();
    }
}
