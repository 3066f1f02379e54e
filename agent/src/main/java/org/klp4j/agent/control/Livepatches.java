package org.klp4j.agent.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.PatchView;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** {@code livepatch/}: one directory for each patch, as {@code /sys/kernel/livepatch}. */
final class Livepatches implements Directory {
    private final Livepatch livepatch;

    Livepatches(Livepatch livepatch) {
        this.livepatch = livepatch;
    }

    @Override
    public Map<String, Node> entries() {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (PatchView patch : livepatch.patches()) {
            entries.put(patch.name(), patch(patch));
        }
        return entries;
    }

    private Directory patch(PatchView view) {
        String name = view.name();
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put(
                "enabled",
                Attribute.readWrite(
                        () -> Attribute.digit(now(name).enabled()),
                        Attribute.bool(value -> livepatch.storeEnabled(name, value))));
        entries.put("force", Attribute.writeOnly(Attribute.bool(value -> livepatch.storeForce(name, value))));
        entries.put(
                "replace", Attribute.readOnly(() -> Attribute.digit(now(name).replace())));
        entries.put("stack_order", Attribute.readOnly(() -> now(name).stackOrder() + "\n"));
        entries.put(
                "transition", Attribute.readOnly(() -> Attribute.digit(now(name).transition())));
        for (PatchView.ObjectView object : view.objects()) {
            entries.put(object.name(), object(name, object));
        }
        return Directory.of(entries);
    }

    private Directory object(String patch, PatchView.ObjectView view) {
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put("patched", Attribute.readOnly(() -> Attribute.digit(patched(patch, view.name()))));
        for (String function : view.functions()) {
            entries.put(function, Directory.EMPTY);
        }
        return Directory.of(entries);
    }

    private boolean patched(String patch, String object) throws KlpException {
        for (PatchView.ObjectView view : now(patch).objects()) {
            if (view.name().equals(object)) {
                return view.patched();
            }
        }
        throw gone(patch);
    }

    private PatchView now(String name) throws KlpException {
        PatchView view = find(name);
        if (view == null) {
            throw gone(name);
        }
        return view;
    }

    private @Nullable PatchView find(String name) {
        for (PatchView patch : livepatch.patches()) {
            if (patch.name().equals(name)) {
                return patch;
            }
        }
        return null;
    }

    private static KlpException gone(String patch) {
        return new KlpException(Errno.ENODEV, "patch '" + patch + "' is no longer there");
    }
}
