package org.klp4j.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.klp4j.it.klp.Refusals.refused;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** All or nothing: the new body is good code in all class loaders but one. */
final class OneOfManyLoadersIT {
    private static final int LOADERS = 6;

    @TempDir
    private Path directory;

    @EachJdk
    void failsVerificationInOne(Jdk jdk) throws Exception {
        Path before = calc("1", "extends Base").jar(directory.resolve("calc-1.jar"));
        Path after = calc("take(new Derived())", "extends Base").jar(directory.resolve("calc-2.jar"));
        Path odd = calc("1", "").jar(directory.resolve("calc-odd.jar"));
        Modules.Built fix = Modules.build("calc_fix", before, after, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            for (int i = 0; i < LOADERS; i++) {
                target.ask("loader " + (i == LOADERS / 2 ? odd : before));
            }
            everywhere(target, "1");
            String line = refused(Errno.EINVAL, () -> session.insmod(fix));
            assertThat(line).contains("part.Calc").contains("VerifyError");
            assertThat(session.patches()).isEmpty();
            assertThat(session.names("module")).isEmpty();
            everywhere(target, "1");
            refused(Errno.EINVAL, () -> session.insmod(fix));
            everywhere(target, "1");

            target.ask("unload");
            for (int i = 0; i < LOADERS; i++) {
                target.ask("loader " + before);
            }
            everywhere(target, "1");
            session.insmod(fix);
            session.settle();
            everywhere(target, "2");
            session.disable("calc_fix");
            session.settle();
            session.rmmod("calc_fix");
            everywhere(target, "1");
        }
    }

    private static void everywhere(TargetJvm target, String expected) {
        for (int i = 0; i < LOADERS; i++) {
            assertThat(target.ask("in " + i + " part.Calc f"))
                    .as("loader %d", i)
                    .isEqualTo(expected);
        }
    }

    private static Fixture calc(String body, String derived) {
        return Fixture.source("part/Calc.java", """
                        package part;

                        public final class Calc {
                            public static int f() {
                                return @BODY@;
                            }

                            static int take(Base base) {
                                return 2;
                            }
                        }
                        """)
                .and("part/Base.java", "package part; public class Base {}")
                .and("part/Derived.java", "package part; public final class Derived @DERIVED@ {}")
                .with("BODY", body)
                .with("DERIVED", derived);
    }
}
