package org.klp4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.ClassWeaver;
import org.klp4j.weave.MethodBody;
import org.klp4j.weave.MethodPlan;
import org.klp4j.weave.PatchClass;
import org.klp4j.weave.Refusal;

/** Each method of a class file that has code gets its own body once more, behind a gate; or one line says why not. */
class WeaveIT {
    @FuzzTest(maxDuration = "2m")
    void weave(byte[] classFile) {
        try {
            PatchClass patch = new PatchClass(classFile);
            List<MethodPlan> plans = new ArrayList<>();
            for (ClassSymbols.Symbol symbol : patch.symbols().symbols()) {
                if (symbol.hasCode() && plans.size() < 8) {
                    MethodBody body = patch.method(symbol.key());
                    plans.add(new MethodPlan.Gated(symbol.key(), 1, MethodBody.ORIGINAL, body));
                }
            }
            new ClassWeaver().weave(classFile, plans);
        } catch (Refusal refused) {
            Lines.one(refused.getMessage());
        }
    }
}
