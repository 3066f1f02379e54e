package org.klp4j.engine;

import java.util.List;

/** Atomic replace: a NOP for every function of the listed patches that the new patch does not patch itself. */
final class Replacement {
    private Replacement() {}

    static void addNops(Patch patch, List<Patch> listed) {
        for (Patch old : listed) {
            for (PatchObject object : old.objects) {
                if (old != patch) {
                    addNops(patch, object);
                }
            }
        }
    }

    private static void addNops(Patch patch, PatchObject old) {
        for (Function function : old.functions) {
            PatchObject object = patch.object(old.name);
            if (object == null) {
                object = new PatchObject(old.name, old.image, Callbacks.NONE, true);
                object.loaded = old.loaded;
                patch.objects.add(object);
            }
            if (!has(object, function)) {
                object.functions.add(Function.nop(function.name));
            }
        }
    }

    private static boolean has(PatchObject object, Function wanted) {
        return object.functions.stream().anyMatch(function -> function.name.same(wanted.name));
    }

    static void discardNops(Patch patch, FunctionStacks stacks) {
        for (PatchObject object : patch.objects) {
            List<Function> nops =
                    object.functions.stream().filter(function -> function.nop).toList();
            stacks.pop(nops);
            object.functions.removeAll(nops);
        }
        patch.objects.removeIf(object -> object.dynamic);
    }
}
