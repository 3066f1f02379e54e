package org.klp4j.agent.module;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.UntilDone;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleInfo;
import org.klp4j.format.ModuleJar;
import org.klp4j.format.ModuleSignature;

/** The modules loaded into this JVM: the system calls {@code init_module} and {@code delete_module}. */
public final class Modules {
    /** @param forget its last step, whether it ends well or not; made with it, so that no memory is needed then */
    private record Entry(LoadedModule module, ModuleCode code, UntilDone forget) {}

    private final ModuleCodes codes;
    private final KernelLog log;
    private final Taint taint;
    private final Map<String, Entry> byName = new LinkedHashMap<>(); // guarded by itself

    /** A loader with no module yet. */
    public Modules(ModuleCodes codes, KernelLog log) {
        this.codes = codes;
        this.log = log;
        this.taint = new Taint(log);
    }

    /**
     * Loads a module.
     *
     * @param label what errors call the file
     * @param parameters {@code name=value} each
     * @return what the operator must know, a line each
     * @throws KlpException ENOEXEC no module; EKEYREJECTED changed after it was signed; EEXIST already loaded;
     *     ENOENT a module it needs is not loaded; else whatever its init says
     */
    public List<String> insmod(String label, byte[] bytes, List<String> parameters) throws KlpException {
        ModuleImage image = ModuleJar.read(label, bytes);
        boolean signed = ModuleSignature.of(label, bytes).signed();
        Entry entry = enter(image, bytes.length, signed, parameters);
        try {
            taint.by(entry.module);
            List<String> notes = entry.code.init();
            entry.module.live();
            return notes;
        } catch (Throwable failed) { // out of memory too
            entry.forget.run();
            throw failed;
        }
    }

    /**
     * Unloads a module.
     *
     * @throws KlpException ENOENT not loaded; EAGAIN in use; EBUSY coming or going
     */
    public void rmmod(String name) throws KlpException {
        Entry entry = find(ModuleInfo.nameOf(name));
        if (entry == null) {
            throw new KlpException(Errno.ENOENT, "module '" + name + "' is not currently loaded");
        }
        entry.module.going();
        try {
            entry.code.exit();
        } catch (Throwable stays) { // out of memory too
            entry.module.live();
            throw stays;
        }
        entry.forget.run();
    }

    /** Would {@link #insmod} load this module? Changes nothing; returns what it would do, a line each. */
    public String check(String label, byte[] bytes, List<String> parameters) throws KlpException {
        ModuleImage image = ModuleJar.read(label, bytes);
        boolean signed = ModuleSignature.of(label, bytes).signed();
        synchronized (byName) {
            refuseTakenName(image.info().name());
        }
        LoadedModule module = new LoadedModule(
                image.info(), bytes.length, Taint.letters(signed, image.info().livepatch()), List.of());
        return codes.check(module, image, parameters);
    }

    Collection<LoadedModule> loaded() {
        synchronized (byName) {
            return byName.values().stream().map(Entry::module).toList();
        }
    }

    private Entry enter(ModuleImage image, int size, boolean signed, List<String> parameters) throws KlpException {
        ModuleInfo info = image.info();
        synchronized (byName) {
            refuseTakenName(info.name());
            LoadedModule module = new LoadedModule(info, size, Taint.letters(signed, info.livepatch()), needed(info));
            UntilDone forget = new UntilDone(() -> forget(module));
            try {
                module.holdDependencies();
                Entry entry = new Entry(module, codes.of(module, image, known(image, parameters)), forget);
                byName.put(info.name(), entry);
                return entry;
            } catch (Throwable refused) { // out of memory too
                forget.run();
                throw refused;
            }
        }
    }

    private List<LoadedModule> needed(ModuleInfo info) throws KlpException {
        List<LoadedModule> needed = new ArrayList<>();
        for (String name : info.depends()) {
            Entry known = byName.get(ModuleInfo.nameOf(name));
            if (known == null) {
                throw LoadedModule.needs(info, name);
            }
            needed.add(known.module);
        }
        return needed;
    }

    /** As the kernel: parameters a module does not have are ignored, and the log says so. */
    private List<String> known(ModuleImage image, List<String> parameters) {
        ModuleInfo info = image.info();
        boolean built = image.patch() != null;
        List<String> known = new ArrayList<>();
        for (String parameter : parameters) {
            String name = parameter.replaceFirst("=.*", "");
            if (info.parameters().contains(name) || (built && name.equals(ModuleCodes.COPIES))) {
                known.add(parameter);
            } else {
                log.write(info.name() + ": unknown parameter '" + name + "' ignored");
            }
        }
        return known;
    }

    private void refuseTakenName(String name) throws KlpException {
        if (byName.containsKey(name)) {
            throw new KlpException(
                    Errno.EEXIST, "module '" + name + "' is already loaded; unload it first to load another build");
        }
    }

    private @Nullable Entry find(String name) {
        synchronized (byName) {
            return byName.get(name);
        }
    }

    private void forget(LoadedModule module) {
        synchronized (byName) {
            byName.remove(module.name());
        }
        module.release();
    }
}
