package org.klp4j.agent.module;

import java.util.ArrayList;
import java.util.List;
import org.klp4j.agent.weave.Bodies;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.FunctionSpec;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.ModuleRef;
import org.klp4j.engine.ObjectSpec;
import org.klp4j.engine.PatchSpec;
import org.klp4j.engine.TaskView;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;

/**
 * A module made by the builder. Its patch has the registered life cycle: enabled when loaded, and after a disable it
 * stays in the tree, from where it can be enabled again, until the module is unloaded.
 */
final class BuiltPatch implements ModuleCode {
    private static final String JDK = "vmlinux";

    private final Livepatch livepatch;
    private final String name;
    private final PatchSpec spec;
    private final Lifted lifted;
    private final PatchImage image;

    private BuiltPatch(Livepatch livepatch, String name, PatchSpec spec, Lifted lifted, PatchImage image) {
        this.livepatch = livepatch;
        this.name = name;
        this.spec = spec;
        this.lifted = lifted;
        this.image = image;
    }

    static BuiltPatch of(Livepatch livepatch, Bodies bodies, Lifted lifted, ModuleRef module, PatchImage image)
            throws KlpException {
        List<ObjectSpec> objects = new ArrayList<>();
        for (ObjectImage object : image.objects()) {
            List<FunctionSpec> functions = new ArrayList<>();
            for (FunctionImage function : object.functions()) {
                functions.add(new FunctionSpec(name(function), bodies.of(module.name(), image, function), false));
            }
            String label = object.name().equals(JDK) ? null : object.name();
            objects.add(new ObjectSpec(label, functions, lifted.callbacks(object)));
        }
        PatchSpec spec = new PatchSpec(module, objects, List.of(), false, false);
        return new BuiltPatch(livepatch, module.name(), spec, lifted, image);
    }

    private static FunctionName name(FunctionImage image) {
        return new FunctionName(image.className(), image.method(), image.descriptor(), image.sympos());
    }

    /** Would it apply, and which threads would have to leave its functions first? Changes nothing. */
    List<TaskView> check() throws KlpException {
        List<TaskView> inside = livepatch.check(spec);
        lifted.check(name, image);
        return inside;
    }

    @Override
    public void init() throws KlpException {
        lifted.check(name, image);
        lifted.copies(image).forEach(livepatch.log()::klp4j);
        lifted.provide(name, image);
        try {
            register();
        } catch (KlpException | RuntimeException refused) {
            lifted.withdraw(image);
            throw refused;
        }
    }

    private void register() throws KlpException {
        livepatch.register(spec);
        try {
            livepatch.storeEnabled(name, true);
        } catch (KlpException | RuntimeException refused) {
            livepatch.unregister(name);
            throw refused;
        }
    }

    @Override
    public void exit() throws KlpException {
        livepatch.unregister(name);
        lifted.withdraw(image);
    }
}
