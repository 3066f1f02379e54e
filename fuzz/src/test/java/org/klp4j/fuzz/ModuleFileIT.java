package org.klp4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.klp4j.format.KlpException;

/** The module file itself. */
class ModuleFileIT {
    @FuzzTest(maxDuration = "2m")
    void file(byte[] bytes) throws KlpException {
        ModuleFiles.read(bytes);
    }
}
