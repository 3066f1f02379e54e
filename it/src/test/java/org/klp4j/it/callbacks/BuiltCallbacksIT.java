package org.klp4j.it.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.BuildResult;
import org.klp4j.cli.Main;
import org.klp4j.cli.Terminal;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Refusals;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/**
 * A fix whose cache keeps what the old code made, and whose added field comes from a parameter of a constructor that
 * ran long ago: neither can be carried without a few lines by hand.
 */
final class BuiltCallbacksIT {
    private static final String OLD = """
            package cb;
            import java.util.HashMap;
            import java.util.Map;
            public class Token {
                private static final Map<String, String> CACHE = new HashMap<>();
                private static final Token[] MADE = new Token[1];
                private final String name;
                Token(String name, int limit) { this.name = name; }
                String text() { return CACHE.computeIfAbsent(name, key -> key + " weak"); }
                public static String answer() {
                    if (MADE[0] == null) {
                        MADE[0] = new Token("abc", 7);
                    }
                    return MADE[0].text();
                }
            }
            """;
    private static final String FIXED = OLD.replace(
                    "private final String name;", "private final String name; private final int limit;")
            .replace("this.name = name;", "this.name = name; this.limit = limit;")
            .replace("key + \" weak\"", "key + \" strong \" + limit");
    private static final String CALLBACKS = """
            package cb;
            final class TokenCallbacks {
                private static int limit(Token old) { return old.name.length(); }
                static void postPatch() { Token.CACHE.clear(); }
                static void postUnpatch() { Token.CACHE.clear(); }
            }
            """;

    /** Says which callback ran, and what the code answered at that moment. */
    private static final String MOMENTS = """
            package cb;
            final class TokenCallbacks {
                static int limit(Token old) { return 5; }
                static int prePatch() { return note("prePatch"); }
                static void postPatch() { Token.CACHE.clear(); note("postPatch"); }
                static void preUnpatch() { Token.CACHE.clear(); note("preUnpatch"); }
                static void postUnpatch() { Token.CACHE.clear(); note("postUnpatch"); }
                private static int note(String moment) {
                    String all = System.getProperty("moments", "");
                    System.setProperty("moments", all + moment + "=" + Token.answer().replace(' ', '_') + ";");
                    return 0;
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path before(int release) {
        return jar("token-1", OLD, release);
    }

    private Path jar(String name, String text, int release) {
        return Fixture.source("cb/Token.java", text)
                .release(release)
                .options("-Xlint:-options")
                .jar(directory.resolve(name + ".jar"));
    }

    private Path module(int release, String callbacks) throws Exception {
        Path file = Files.writeString(directory.resolve("TokenCallbacks.java"), callbacks);
        BuildResult result = Build.run(BuildRequest.draft()
                .jar(before(release), jar("token-2", FIXED, release))
                .callbacks(List.of(file))
                .output(directory.resolve("token_fix.klp.jar"))
                .build());
        assertThat(result.module()).as(result.report().toString()).isNotNull();
        return result.module();
    }

    @EachJdk
    void callbacksRunAtEveryCopyAndInitialisersTellWhatOldObjectsLack(Jdk jdk) throws Exception {
        runs(jdk, 17);
    }

    @EachJdk
    void theyReachPrivateMembersOfOldClassFilesToo(Jdk jdk) throws Exception {
        runs(jdk, 8);
    }

    private void runs(Jdk jdk, int release) throws Exception {
        Path module = module(release, CALLBACKS);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before(release));
            target.ask("loader " + before(release));
            answers(target, "abc weak");
            session.insmod(module);
            session.settle();
            answers(target, "abc strong 3");
            session.disable("token_fix");
            session.settle();
            answers(target, "abc weak");
            session.enable("token_fix");
            session.settle();
            answers(target, "abc strong 3");
        }
    }

    @EachJdk
    void everyCallbackRunsAtItsMoment(Jdk jdk) throws Exception {
        Path module = module(17, MOMENTS);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before(17));
            assertThat(target.ask("in 0 cb.Token answer")).isEqualTo("abc weak");
            session.insmod(module);
            session.settle();
            String patched = "prePatch=abc_weak;postPatch=abc_strong_5;";
            assertThat(target.ask("property moments")).isEqualTo(patched);
            session.disable("token_fix");
            session.settle();
            String unpatched = patched + "preUnpatch=abc_strong_5;postUnpatch=abc_weak;";
            assertThat(target.ask("property moments")).isEqualTo(unpatched);
            session.enable("token_fix");
            session.settle();
            assertThat(target.ask("property moments")).isEqualTo(unpatched + patched);
        }
    }

    /** What {@code klp info} tells of a module beside its functions. */
    @Test
    void infoTellsTheCallbacks() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String module = module(17, CALLBACKS).toString();
        assertThat(Main.run(new Terminal(stream(out), stream(new ByteArrayOutputStream()), false), "info", module))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("callbacks:\n  cb\\.TokenCallbacks\\S*\\.postPatch of object token\n")
                .containsPattern("  cb\\.TokenCallbacks\\S*\\.postUnpatch of object token\n\ncompanions:\n")
                .containsPattern("\n  cb\\.TokenCallbacks\\S* beside cb\\.Token\n")
                .contains("needs:\n  5 classes and members of the JDK\n");
    }

    private static void answers(TargetJvm target, String answer) {
        assertThat(target.ask("in 0 cb.Token answer")).isEqualTo(answer);
        assertThat(target.ask("in 1 cb.Token answer")).isEqualTo(answer);
    }

    /** One token is made by the old constructor in each of two loaders, and none elsewhere. */
    @EachJdk
    void checkCountsTheObjectsMadeByTheOldConstructor(Jdk jdk) throws Exception {
        Path module = module(17, CALLBACKS);
        try (TargetJvm target = new Service(directory).start(jdk)) {
            target.ask("loader " + before(17));
            target.ask("loader " + before(17));
            answers(target, "abc weak");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int status = Main.run(
                    new Terminal(stream(out), stream(err), false),
                    "check",
                    Long.toString(target.pid()),
                    module.toString(),
                    "--instances");
            assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("instances 2 of cb.Token, whose constructor changes:");
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @EachJdk
    void prePatchCanRefuse(Jdk jdk) throws Exception {
        Path refusing = module(
                17,
                CALLBACKS.replace(
                        "static void postPatch()",
                        "static int prePatch() { return -16; }\n    static void postPatch()"));
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before(17));
            assertThat(target.ask("in 0 cb.Token answer")).isEqualTo("abc weak");
            Refusals.refused(Errno.EBUSY, () -> session.insmod(refusing));
            assertThat(target.ask("in 0 cb.Token answer")).isEqualTo("abc weak");
            assertThat(session.patches()).isEmpty();
        }
    }

    @Test
    void whatIsNoCallbackIsRefused() {
        refused(
                "package cb; class None { static void patched() { } }",
                "'cb.None': callbacks: it has neither a callback");
        refused(
                "package other; class Elsewhere { static void prePatch() { } }",
                "'other.Elsewhere': callbacks: its package");
        refused(
                "package cb; class Bad { static int limits(Token t) { return 1; } static void prePatch() { } }",
                "rule for 'cb.Token.limits'");
        refused("package cb; class Bad { static long limit(Token t) { return 1; } }", "does not return 'int'");
        refused(
                "package cb; class Bad { static void prePatch() { Token.GONE.clear(); } }",
                "TokenCallbacks.java:1: cannot find symbol");
    }

    private void refused(String callbacks, String line) {
        assertThatThrownBy(() -> {
                    Path file = Files.writeString(directory.resolve("TokenCallbacks.java"), callbacks);
                    BuildResult result = Build.run(BuildRequest.draft()
                            .jar(before(17), jar("token-2", FIXED, 17))
                            .rules(callbacks.contains("long limit") ? List.of() : List.of("cb.Token.limit=1"))
                            .callbacks(List.of(file))
                            .output(directory.resolve("refused.klp.jar"))
                            .build());
                    throw new KlpException(
                            Errno.EINVAL, String.valueOf(result.report().refusal()));
                })
                .isInstanceOf(KlpException.class)
                .hasMessageContaining(line);
    }
}
