package org.klp4j.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.klp4j.format.KlpException;

/** Writes to the control tree, any bytes at any path: done, or refused with one line; afterwards all can be read. */
class StoreIT {
    private static final String[] PATHS = {
        "livepatch/one/enabled",
        "livepatch/two/enabled",
        "livepatch/one/force",
        "livepatch/two/transition",
        "livepatch/one/vmlinux",
        "sys/ftrace_enabled",
        "sys/signal",
        "kmsg",
        "tasks",
        ""
    };

    @FuzzTest(maxDuration = "1m")
    void store(FuzzedDataProvider data) throws KlpException {
        FuzzedTree tree = new FuzzedTree();
        while (data.remainingBytes() > 0) {
            String path = data.consumeBoolean() ? data.consumeString(40) : data.pickValue(PATHS);
            tree.store(path, data.consumeBytes(20));
        }
        tree.readAll();
    }
}
