package org.klp4j.agent.lift;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.NeedImage;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.Refusal;
import org.klp4j.weave.Renaming;

/**
 * A patch carried over to a copy: the same functions, bodies and companions under the copy's names, in the object the
 * copy belongs to. Hashes stay those of the module, see {@link org.klp4j.agent.weave.ReplacementBody#hash}.
 */
final class RelocatedPatch {
    private final PatchImage original;
    private final RelocatedNames names;
    private final String object;

    /** @param object the copy's */
    RelocatedPatch(PatchImage original, RelocatedNames names, String object) {
        this.original = original;
        this.names = names;
        this.object = object;
        original.companions().forEach(companion -> names.with(companion.name(), companion.host()));
    }

    PatchImage image() throws Refusal {
        Map<String, byte[]> bodies = new TreeMap<>();
        for (Map.Entry<String, byte[]> body : original.bodies().entrySet()) {
            if (names.moved(body.getKey())) {
                bodies.put(names.apply(body.getKey()), Renaming.of(body.getValue(), names));
            }
        }
        List<CompanionImage> companions = new ArrayList<>();
        for (CompanionImage companion : original.companions()) {
            if (names.moved(companion.host())) {
                companions.add(new CompanionImage(
                        names.apply(companion.name()),
                        names.apply(companion.host()),
                        companion.serial(),
                        Renaming.of(companion.bytes(), names)));
            }
        }
        List<NeedImage> needs = original.needs().stream()
                .filter(need -> names.moved(need.host()))
                .map(this::need)
                .toList();
        return new PatchImage(List.of(object()), bodies, companions, needs, List.of());
    }

    private NeedImage need(NeedImage need) {
        return new NeedImage(
                names.apply(need.host()),
                names.apply(need.owner()),
                need.name(),
                Renaming.text(need.descriptor(), names),
                need.isStatic());
    }

    private ObjectImage object() {
        List<FunctionImage> functions = new ArrayList<>();
        List<String> callbacks = new ArrayList<>();
        for (ObjectImage image : original.objects()) {
            int before = functions.size();
            image.functions().stream()
                    .filter(function -> names.moved(function.className()))
                    .forEach(function -> functions.add(function(function)));
            if (functions.size() > before) {
                image.callbacks().forEach(companion -> callbacks.add(names.apply(companion)));
            }
        }
        return new ObjectImage(object, functions, callbacks);
    }

    private FunctionImage function(FunctionImage function) {
        return new FunctionImage(
                names.apply(function.className()),
                function.method(),
                Renaming.text(function.descriptor(), names),
                function.sympos(),
                function.oldHash(),
                function.newHash());
    }
}
