package org.klp4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.Refusal;

/** Class files as a module brings them, or a class loader: understood, or refused with one line. */
class BodyHashIT {
    @FuzzTest(maxDuration = "2m")
    void hash(byte[] classFile) {
        try {
            ClassSymbols.of(classFile);
            BodyHash.all(classFile);
        } catch (Refusal refused) {
            Lines.one(refused.getMessage());
        }
    }
}
