package org.klp4j.agent.module;

import java.lang.reflect.Constructor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.api.KlpModule;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.UntilDone;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * A hand-written module. The order is the kernel's: its classes are there, enabled patches are applied to it
 * ({@code coming}), parameters are set, {@code init} runs; when it is unloaded, {@code exit} runs, then patches are
 * reverted for it ({@code going}).
 */
final class WrittenModule implements ModuleCode {
    private final LoadedModule module;
    private final Self self;
    private final @Nullable String initClass;
    private final List<String> parameters;
    private final Livepatch livepatch;
    private final KernelLog log;
    private final UntilDone departure;

    /** Made by {@link #init}; used by {@link #exit} only. */
    private @Nullable KlpModule code;

    WrittenModule(
            LoadedModule module,
            Self self,
            @Nullable String initClass,
            List<String> parameters,
            Livepatch livepatch,
            WrittenPatches patches,
            ModuleFiles files) {
        this.module = module;
        this.self = self;
        this.initClass = initClass;
        this.parameters = parameters;
        this.livepatch = livepatch;
        this.log = livepatch.log();
        this.departure = departure(patches, files);
    }

    /** Nothing of the module is left once its last patch is gone. */
    private UntilDone departure(WrittenPatches patches, ModuleFiles files) {
        return new UntilDone(
                () -> self.loader.present(false),
                () -> livepatch.going(module.name()),
                self.loader::gone,
                () -> files.removeAll(module.name()),
                () -> patches.leave(self),
                () -> code = null);
    }

    Self self() {
        return self;
    }

    @Override
    public List<String> init() throws KlpException {
        Class<?> type = form();
        try {
            int refused = livepatch.coming(module.name(), true);
            if (refused != 0) {
                throw new KlpException(
                        refused, "module '" + module.name() + "' is refused by a patch for it; see dmesg");
            }
            self.loader.present(true);
            if (type != null) {
                start(type);
            }
            return List.of();
        } catch (Throwable refused) { // out of memory too
            module.failed();
            departure.run();
            throw refused;
        }
    }

    private @Nullable Class<?> form() throws KlpException {
        try {
            self.loader.defineAll();
            return initClass == null ? null : Class.forName(initClass, false, self.loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            log.klp4j("module '" + module.name() + "': " + missing);
            throw new KlpException(
                    Errno.ENOENT,
                    "module '" + module.name() + "' needs what is not there: " + missing.getMessage(),
                    missing);
        }
    }

    private void start(Class<?> type) throws KlpException {
        Parameters fields = new Parameters(module.name(), type, log);
        int result;
        try {
            fields.set(parameters);
            module.parameters(fields.files());
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            KlpModule made = (KlpModule) constructor.newInstance();
            code = made;
            result = made.init(self);
        } catch (KlpException refused) {
            throw refused;
        } catch (Throwable failure) { // a door: foreign code
            log.klp4j("module '" + module.name() + "': init threw " + failure);
            throw new KlpException(Errno.EIO, "module '" + module.name() + "': init threw " + failure, failure);
        }
        if (result != 0) {
            throw refused(result);
        }
    }

    private KlpException refused(int result) {
        if (result > 0) {
            log.klp4j("module '" + module.name() + "': init suspiciously returned " + result
                    + ", it should follow 0/-E convention; the module is not loaded");
            return new KlpException(
                    Errno.EINVAL,
                    "module '" + module.name() + "': init returned " + result + ", which is no error number");
        }
        KlpException why = self.refusal(-result);
        return why != null ? why : new KlpException(-result, "module '" + module.name() + "': init returned " + result);
    }

    @Override
    public void exit() {
        try {
            if (code != null) {
                code.exit();
            }
        } catch (Throwable failure) { // a door: foreign code
            log.klp4j("module '" + module.name() + "': exit threw " + failure);
        }
        departure.run();
    }
}
