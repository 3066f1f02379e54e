package org.klp4j.agent.module;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.klp4j.agent.weave.Bodies;
import org.klp4j.engine.Body;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.FunctionSpec;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.ModuleRef;
import org.klp4j.engine.ObjectSpec;
import org.klp4j.engine.PatchSpec;
import org.klp4j.engine.TaskView;
import org.klp4j.engine.UntilDone;
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
    private final Bodies bodies;
    private final Lifted lifted;
    private final Copies copies;
    private final ModuleRef module;
    private final String name;
    private final PatchImage built;
    private final boolean withCopies;

    private final UntilDone withdrawal = new UntilDone(this::withdraw);

    /** What the module is in this JVM; written by init, read by exit, which may be another thread's (volatile). */
    private volatile List<PatchImage> images = List.of();

    /**
     * The patch of a module.
     *
     * @param bodies makes its replacement bodies
     * @param lifted what it brings along
     * @param copies finds relocated copies of what it is about
     * @param built what the module file says
     * @param withCopies whether those copies are patched too
     */
    BuiltPatch(
            Livepatch livepatch,
            Bodies bodies,
            Lifted lifted,
            Copies copies,
            ModuleRef module,
            PatchImage built,
            boolean withCopies) {
        this.livepatch = livepatch;
        this.bodies = bodies;
        this.lifted = lifted;
        this.copies = copies;
        this.module = module;
        this.name = module.name();
        this.built = built;
        this.withCopies = withCopies;
    }

    /**
     * What a check has found.
     *
     * @param reach what would be patched
     * @param inside the threads that would have to leave its functions first
     * @param notes what the operator must know of the classes that are loaded
     * @param fixedAlready the functions whose new code runs already wherever they are loaded, by class, name, descriptor
     */
    record Findings(Reach reach, List<TaskView> inside, List<String> notes, Set<String> fixedAlready) {}

    private PatchSpec spec(Reach reach) throws KlpException {
        Map<String, List<FunctionSpec>> functions = new LinkedHashMap<>();
        Map<String, List<String>> callbacks = new HashMap<>();
        for (Reach.Part part : reach.parts()) {
            for (ObjectImage object : part.image().objects()) {
                functions
                        .computeIfAbsent(object.name(), fresh -> new ArrayList<>())
                        .addAll(functions(part, object));
                callbacks
                        .computeIfAbsent(object.name(), fresh -> new ArrayList<>())
                        .addAll(object.callbacks());
            }
        }
        List<ObjectSpec> objects = new ArrayList<>();
        functions.forEach((object, specs) -> objects.add(new ObjectSpec(
                object.equals(JDK) ? null : object,
                specs,
                lifted.callbacks(callbacks.getOrDefault(object, List.of())))));
        return new PatchSpec(module, objects, List.of(), false, false);
    }

    private List<FunctionSpec> functions(Reach.Part part, ObjectImage object) throws KlpException {
        List<FunctionSpec> functions = new ArrayList<>();
        for (FunctionImage function : object.functions()) {
            Body body = bodies.of(name, part.image(), function, part.asBuilt());
            functions.add(new FunctionSpec(name(function), body, false));
        }
        return functions;
    }

    private static FunctionName name(FunctionImage image) {
        return new FunctionName(image.className(), image.method(), image.descriptor(), image.sympos());
    }

    /** Would it apply? Changes nothing. */
    Findings check() throws KlpException {
        Reach reach = copies.reach(built, withCopies);
        try {
            PatchSpec spec = spec(reach);
            List<TaskView> inside = livepatch.check(spec);
            lifted.check(name, reach);
            Replaced replaced = Replaced.by(spec);
            return new Findings(reach, inside, replaced.notes(), replaced.fixedAlready());
        } catch (KlpException refused) {
            throw reach.advised(refused);
        }
    }

    @Override
    public List<String> init() throws KlpException {
        Reach reach = copies.reach(built, withCopies);
        try {
            return init(reach);
        } catch (KlpException refused) {
            throw reach.advised(refused);
        }
    }

    private List<String> init(Reach reach) throws KlpException {
        PatchSpec spec = spec(reach);
        reach.facts().forEach(livepatch.log()::klp4j);
        lifted.check(name, reach);
        images = reach.images();
        try {
            lifted.provide(name, reach);
        } catch (KlpException undefined) {
            livepatch.check(spec); // a module for another release: that it is one tells more
            throw undefined;
        }
        try {
            livepatch.registerEnabled(spec);
        } catch (Throwable refused) { // out of memory too
            withdrawal.run();
            throw refused;
        }
        return notes(spec);
    }

    /** The patch is enabled, so its module is loaded, even if there is no memory to say more. */
    private List<String> notes(PatchSpec spec) {
        try {
            List<String> notes = Replaced.by(spec).notes();
            notes.forEach(livepatch.log()::klp4j);
            return notes;
        } catch (OutOfMemoryError full) {
            return List.of();
        }
    }

    @Override
    public void exit() throws KlpException {
        livepatch.unregister(name);
        withdrawal.run();
    }

    private void withdraw() {
        images.forEach(lifted::withdraw);
    }
}
