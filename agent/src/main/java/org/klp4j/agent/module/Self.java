package org.klp4j.agent.module;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.control.Attribute;
import org.klp4j.api.ModuleState;
import org.klp4j.api.ThisModule;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.ModuleRef;
import org.klp4j.engine.UntilDone;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** A hand-written module as it sees itself, and as the core refers to it. */
final class Self implements ThisModule, ModuleRef {
    private final LoadedModule module;
    final ModuleLoader loader;
    final String content;
    private final KernelLog log;
    private final ModuleFiles files;
    private final UntilDone freed = new UntilDone(this::runWhenFree);

    /** Written by the thread that runs the module's init or callbacks (volatile). */
    private volatile @Nullable KlpException refusal;

    /** Run when the last reference is given back after the module is gone. Written once (volatile). */
    private volatile @Nullable Runnable whenFree;

    Self(LoadedModule module, ModuleLoader loader, String content, KernelLog log, ModuleFiles files) {
        this.module = module;
        this.loader = loader;
        this.content = content;
        this.log = log;
        this.files = files;
    }

    @Override
    public String name() {
        return module.name();
    }

    @Override
    public ModuleState state() {
        return ModuleState.valueOf(module.state().toUpperCase(Locale.ROOT));
    }

    @Override
    public void info(String text) {
        log.write(name() + ": " + text);
    }

    @Override
    public int createFile(String path, @Nullable Show show, @Nullable Store store) {
        if (!ModuleFiles.valid(path)) {
            log.klp4j(
                    "module '" + name() + "': '" + path + "' is no path for a file; use proc/NAME or kernel/DIR/NAME");
            return -Errno.EINVAL.number();
        }
        String mode =
                (show == null ? "--" : "-r") + (store == null ? "-" : "w") + "-" + (show == null ? "------" : "r--r--");
        Attribute attribute = new Attribute(
                mode,
                show == null ? null : () -> text(path, show),
                store == null ? null : value -> take(path, store, value));
        return files.create(name(), path, attribute) ? 0 : -Errno.EEXIST.number();
    }

    private String text(String path, Show show) throws KlpException {
        try {
            return show.show();
        } catch (Exception | LinkageError failure) {
            throw threw(path, failure);
        }
    }

    private void take(String path, Store store, byte[] value) throws KlpException {
        int result;
        try {
            result = store.store(new String(value, StandardCharsets.UTF_8));
        } catch (Exception | LinkageError failure) {
            throw threw(path, failure);
        }
        if (result != 0) {
            throw new KlpException(
                    Math.abs(result), "module '" + name() + "' refused what was written to '" + path + "'");
        }
    }

    private KlpException threw(String path, Throwable failure) {
        log.klp4j("module '" + name() + "': file '" + path + "' threw " + failure);
        return new KlpException(Errno.EIO, "module '" + name() + "': file '" + path + "' threw " + failure);
    }

    /** Remembers why the core refused something, so that the refusal of the module can say it. */
    int refused(KlpException why) {
        refusal = why;
        return -why.errno();
    }

    /** Why the core refused with this error number last, or null. */
    @Nullable
    KlpException refusal(int errno) {
        KlpException last = refusal;
        return last != null && last.errno() == errno ? last : null;
    }

    /** Runs {@code action} once the core refers to this module no more: now, or when its last patch is gone. */
    void whenFree(Runnable action) {
        whenFree = action;
        runWhenFree();
    }

    private void runWhenFree() {
        Runnable action = whenFree;
        if (action != null && module.references() == 0) {
            action.run();
        }
    }

    @Override
    public boolean markedLivepatch() {
        return module.markedLivepatch();
    }

    @Override
    public boolean tryGet() {
        return module.tryGet();
    }

    @Override
    public void put() {
        module.put();
        freed.run();
    }
}
