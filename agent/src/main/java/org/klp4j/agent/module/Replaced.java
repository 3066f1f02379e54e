package org.klp4j.agent.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.klp4j.agent.weave.PatchBody;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.FunctionSpec;
import org.klp4j.engine.ObjectSpec;
import org.klp4j.engine.PatchSpec;

/**
 * Whether a built patch has replaced anything, once its functions were looked for: a patch for another library than
 * runs, or one that was built the wrong way round, is enabled without a refusal.
 *
 * @param functions how many it has
 * @param any whether some code was, or would be, replaced
 * @param fixedAlready the functions whose new code runs already wherever they are loaded
 */
record Replaced(int functions, boolean any, Set<String> fixedAlready) {
    static Replaced by(PatchSpec patch) {
        int functions = 0;
        boolean any = false;
        Set<String> fixed = new TreeSet<>();
        List<FunctionSpec> all = new ArrayList<>();
        for (ObjectSpec object : Objects.requireNonNullElse(patch.objects(), List.<ObjectSpec>of())) {
            all.addAll(Objects.requireNonNullElse(object.functions(), List.of()));
        }
        for (FunctionSpec function : all) {
            functions++;
            FunctionName name = function.name();
            if (function.newBody() instanceof PatchBody body && name != null) {
                any |= body.replaces();
                if (body.fixedAlready() && !body.replaces()) {
                    fixed.add(symbol(name.className(), name.method(), String.valueOf(name.descriptor())));
                }
            }
        }
        return new Replaced(functions, any, fixed);
    }

    /** A function as {@link #fixedAlready} has it. */
    static String symbol(String className, String method, String descriptor) {
        return className + "." + method + descriptor;
    }

    List<String> notes() {
        if (any || functions == 0) {
            return List.of();
        }
        return List.of(
                fixedAlready.isEmpty()
                        ? "no class that the module patches is loaded in this JVM yet; they are patched as they load"
                        : "nothing to replace: what is loaded of the module's functions runs the code of the fix"
                                + " already; if this JVM is vulnerable, the module was built with --old and --new"
                                + " in the wrong order");
    }
}
