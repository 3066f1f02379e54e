package org.klp4j.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.klp4j.it.klp.Refusals.refused;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Targets killed in the middle of an operation. */
final class TargetFaultsIT {
    private static final int KILLS = 6;

    @TempDir
    private Path directory;

    /** {@code kill -9} at some moment of a load, a disable or an unload: the client gets one line, and soon. */
    @EachJdk
    void killedInTheMiddle(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built fix = service.module(2);
        Random random = Seeds.random("kill " + jdk);
        for (int kill = 0; kill < KILLS; kill++) {
            try (TargetJvm target = service.start(jdk);
                    Session session = Session.open(target)) {
                CompletableFuture<Throwable> operations = CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
                    while (true) {
                        session.insmod(fix);
                        session.settle();
                        session.disable("fix_2");
                        session.settle();
                        session.rmmod("fix_2");
                    }
                }));
                LockSupport.parkNanos(random.nextInt(400_000_000));
                target.kill();
                Throwable refusal = operations.get(30, TimeUnit.SECONDS);
                assertThat(refusal).isInstanceOf(KlpException.class);
                assertThat(refusal.getMessage()).doesNotContain("\n").contains(Long.toString(target.pid()));
                refused(Errno.ESRCH, () -> Session.open(target.pid()));
            }
        }
    }
}
