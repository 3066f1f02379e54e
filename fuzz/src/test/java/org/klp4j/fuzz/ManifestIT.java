package org.klp4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.klp4j.format.KlpException;

/** The manifest, in a jar that is whole. */
class ManifestIT {
    @FuzzTest(maxDuration = "1m")
    void manifest(byte[] bytes) throws KlpException, IOException {
        ModuleFiles.readManifest(bytes);
    }
}
