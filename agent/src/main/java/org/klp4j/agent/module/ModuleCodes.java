package org.klp4j.agent.module;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.klp4j.agent.control.Kstrtobool;
import org.klp4j.agent.control.Waiting;
import org.klp4j.agent.weave.Bodies;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.TaskView;
import org.klp4j.format.Errno;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;

/** Tells from a module file what its init and exit are. */
public final class ModuleCodes {
    /** The one parameter of every built module: whether relocated copies are patched too. */
    static final String COPIES = "copies";

    private final Livepatch livepatch;
    private final Bodies bodies;
    private final Lifted lifted;
    private final Copies copies;
    private final WrittenPatches patches;
    private final ModuleFiles files;

    /**
     * Modules whose patches this core enables.
     *
     * @param bodies makes those of built modules
     * @param lifted what they bring along
     * @param copies finds relocated copies of what they are about
     * @param patches takes those of hand-written modules
     * @param files where hand-written modules create files
     */
    public ModuleCodes(
            Livepatch livepatch,
            Bodies bodies,
            Lifted lifted,
            Copies copies,
            WrittenPatches patches,
            ModuleFiles files) {
        this.copies = copies;
        this.livepatch = livepatch;
        this.bodies = bodies;
        this.lifted = lifted;
        this.patches = patches;
        this.files = files;
    }

    ModuleCode of(LoadedModule module, ModuleImage image, List<String> parameters) throws KlpException {
        return image.patch() == null ? written(module, image, parameters) : built(module, image, parameters);
    }

    private BuiltPatch built(LoadedModule module, ModuleImage image, List<String> parameters) throws KlpException {
        boolean withCopies = true;
        for (String parameter : parameters) {
            if (parameter.startsWith(COPIES + "=")) {
                String value = parameter.substring(COPIES.length() + 1);
                withCopies = Kstrtobool.parse(value.getBytes(StandardCharsets.UTF_8));
            }
        }
        return new BuiltPatch(livepatch, bodies, lifted, copies, module, patch(module, image), withCopies);
    }

    private WrittenModule written(LoadedModule module, ModuleImage image, List<String> parameters) {
        List<ModuleLoader> dependencies = module.dependencies().stream()
                .map(LoadedModule::loader)
                .filter(Objects::nonNull)
                .toList();
        ModuleLoader loader = new ModuleLoader(module.name(), image.files(), dependencies);
        module.loader(loader);
        String content = module.name().replace('.', '_') + "_" + hash(image.files());
        Self self = new Self(module, loader, content, livepatch.log(), files);
        return new WrittenModule(module, self, image.info().initClass(), parameters, livepatch, patches, files);
    }

    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(files).forEach((path, bytes) -> {
                digest.update(path.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String check(LoadedModule module, ModuleImage image, List<String> parameters) throws KlpException {
        BuiltPatch.Findings findings = built(module, image, parameters).check();
        StringBuilder lines = new StringBuilder();
        findings.reach().images().forEach(patch -> functions(patch, findings.fixedAlready(), lines));
        for (TaskView task : findings.inside()) {
            TaskView.Blocker blocker = task.blocker();
            if (blocker != null) {
                lines.append("thread ")
                        .append(Waiting.named(task.thread(), blocker))
                        .append('\n');
            }
        }
        findings.reach()
                .facts()
                .forEach(copy -> lines.append("copy ").append(copy).append('\n'));
        patch(module, image)
                .notes()
                .forEach(note -> lines.append("note ").append(note).append('\n'));
        findings.notes().forEach(note -> lines.append("note ").append(note).append('\n'));
        return lines.toString();
    }

    private static void functions(PatchImage patch, Set<String> fixedAlready, StringBuilder lines) {
        for (ObjectImage object : patch.objects()) {
            for (FunctionImage function : object.functions()) {
                String symbol = Replaced.symbol(function.className(), function.method(), function.descriptor());
                lines.append(fixedAlready.contains(symbol) ? "fixed " : "function ");
                lines.append(object.name()).append(' ').append(symbol).append('\n');
            }
        }
    }

    private static PatchImage patch(LoadedModule module, ModuleImage image) throws KlpException {
        PatchImage patch = image.patch();
        if (patch == null) {
            throw new KlpException(
                    Errno.EINVAL,
                    "module '" + module.name() + "' is hand-written: only its init can tell what it patches");
        }
        return patch;
    }
}
