package org.klp4j.agent.module;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleInfo;
import org.klp4j.format.ModuleJar;
import org.klp4j.format.ModuleSignature;

/** The modules loaded into this JVM: the system calls {@code init_module} and {@code delete_module}. */
public final class Modules {
    private record Entry(LoadedModule module, ModuleCode code) {}

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
        Entry entry;
        synchronized (byName) {
            refuseTakenName(image.info().name());
            entry = coming(image, bytes.length, signed, parameters);
            byName.put(image.info().name(), entry);
        }
        taint.by(entry.module);
        boolean live = false;
        try {
            List<String> notes = entry.code.init();
            entry.module.live();
            live = true;
            return notes;
        } finally {
            if (!live) {
                forget(entry);
            }
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
        boolean gone = false;
        try {
            entry.code.exit();
            gone = true;
        } finally {
            if (gone) {
                forget(entry);
            } else {
                entry.module.live();
            }
        }
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

    private Entry coming(ModuleImage image, int size, boolean signed, List<String> parameters) throws KlpException {
        ModuleInfo info = image.info();
        List<LoadedModule> needed = hold(info);
        LoadedModule module = new LoadedModule(info, size, Taint.letters(signed, info.livepatch()), needed);
        boolean made = false;
        try {
            Entry entry = new Entry(module, codes.of(module, image, known(image, parameters)));
            made = true;
            return entry;
        } finally {
            if (!made) {
                module.release();
            }
        }
    }

    private List<LoadedModule> hold(ModuleInfo info) throws KlpException {
        List<LoadedModule> held = new ArrayList<>();
        for (String name : info.depends()) {
            Entry needed = byName.get(ModuleInfo.nameOf(name));
            if (needed == null || !needed.module.hold(info.name())) {
                new LoadedModule(info, 0, "", held).release();
                throw new KlpException(
                        Errno.ENOENT, "module '" + info.name() + "' needs module '" + name + "'; load that first");
            }
            held.add(needed.module);
        }
        return held;
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

    private void forget(Entry entry) {
        synchronized (byName) {
            byName.remove(entry.module.name());
        }
        entry.module.release();
    }
}
