package org.klp4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.klp4j.format.KlpException;

/** The text of a patch, in a jar that is whole; else nearly no input would get that far. */
class PatchTextIT {
    @FuzzTest(maxDuration = "2m")
    void patch(byte[] bytes) throws KlpException, IOException {
        ModuleFiles.readPatch(bytes);
    }
}
