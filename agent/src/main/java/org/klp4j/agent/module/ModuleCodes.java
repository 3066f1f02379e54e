package org.klp4j.agent.module;

import java.util.List;
import org.klp4j.engine.Livepatch;
import org.klp4j.format.Errno;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;

/** Tells from a module file what its init and exit are. */
public final class ModuleCodes {
    private final Livepatch livepatch;
    private final Bodies bodies;
    private final Lifted lifted;

    /** Modules whose patches this core enables, with bodies the weaver can read. */
    public ModuleCodes(Livepatch livepatch, Bodies bodies, Lifted lifted) {
        this.livepatch = livepatch;
        this.bodies = bodies;
        this.lifted = lifted;
    }

    ModuleCode of(LoadedModule module, ModuleImage image, List<String> parameters) throws KlpException {
        return BuiltPatch.of(livepatch, bodies, lifted, module, built(module, image));
    }

    String check(LoadedModule module, ModuleImage image) throws KlpException {
        PatchImage patch = built(module, image);
        BuiltPatch.of(livepatch, bodies, lifted, module, patch).check();
        StringBuilder lines = new StringBuilder();
        for (ObjectImage object : patch.objects()) {
            for (FunctionImage function : object.functions()) {
                lines.append("function ").append(object.name()).append(' ').append(function.className());
                lines.append('.')
                        .append(function.method())
                        .append(function.descriptor())
                        .append('\n');
            }
        }
        patch.notes().forEach(note -> lines.append("note ").append(note).append('\n'));
        return lines.toString();
    }

    private static PatchImage built(LoadedModule module, ModuleImage image) throws KlpException {
        PatchImage patch = image.patch();
        if (patch == null) {
            throw new KlpException(
                    Errno.ENOEXEC, "module '" + module.name() + "' is hand-written, which this agent cannot load yet");
        }
        return patch;
    }
}
