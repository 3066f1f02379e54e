package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.jvm.TargetOptions;

/** What the tests of this package share: an application that does nothing, and the packaged agent. */
final class IdleTarget {
    static final Path AGENT = Path.of(System.getProperty("klp4j.agent", "")).toAbsolutePath();
    static final List<String> AT_REST = List.of("klp4j acceptD");

    private IdleTarget() {}

    static TargetOptions of(Jdk jdk, Path directory) {
        Path jar = Fixture.of("idle").jar(directory.resolve("idle-" + jdk.feature() + ".jar"));
        return TargetJvm.of(jdk).classPath(jar).main("idle.Idle");
    }

    static Connection open(TargetJvm jvm) throws KlpException {
        return Connection.open(Target.find(Long.toString(jvm.pid())));
    }

    static Path socket(TargetJvm jvm) {
        return Path.of(jvm.ask("property klp4j.socket"));
    }

    static List<String> threads(TargetJvm jvm) {
        String names = jvm.ask("threads");
        return names.isEmpty() ? List.of() : List.of(names.split(";"));
    }

    /** Asserts a refusal with that number and one line, which is returned. */
    static String refused(Errno errno, ThrowingCallable call) {
        Throwable refusal = catchThrowable(call);
        assertThat(refusal).isInstanceOf(KlpException.class);
        assertThat(((KlpException) refusal).errno()).as(refusal.getMessage()).isEqualTo(errno.number());
        assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
        return refusal.getMessage();
    }
}
