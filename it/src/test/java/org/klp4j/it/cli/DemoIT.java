package org.klp4j.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;

/** The demo checks itself; here it is run on every JDK, and nothing of it stays behind. */
final class DemoIT {
    @EachJdk
    void runs(Jdk jdk) {
        String said =
                Klp.klp("demo", "--jdk", Integer.toString(jdk.feature())).done().out();
        assertThat(said)
                .contains("on Java " + jdk.version())
                .contains("waiting for 'http-")
                .contains("log4shell: patching complete")
                .contains(", 0 failed");
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains("org.klp4j.demo.Demo")))
                .isEmpty();
    }
}
