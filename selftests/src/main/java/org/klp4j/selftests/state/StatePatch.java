package org.klp4j.selftests.state;

import org.klp4j.api.Errno;
import org.klp4j.api.Klp;
import org.klp4j.api.KlpCallbacks;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.KlpState;
import org.klp4j.api.ThisModule;
import org.klp4j.selftests.callbacks.LoggedCallbacks;
import org.klp4j.selftests.kernel.Printk;

/**
 * A patch that changes {@code console_loglevel} in its callbacks, as a state of this version. From version 2 on it
 * knows how to take the change over from another patch, and to give it back.
 */
final class StatePatch {
    private static final long CONSOLE_LOGLEVEL_STATE = 1;
    private static final int QUIET = 3;
    private static final int VERBOSE = 10;

    private final ThisModule self;
    private final KlpState state;
    private final boolean takesOver;

    StatePatch(ThisModule self, int version) {
        this.self = self;
        this.state = new KlpState(CONSOLE_LOGLEVEL_STATE, version);
        this.takesOver = version > 1;
    }

    int enable() {
        KlpCallbacks callbacks = new KlpCallbacks()
                .prePatch(object -> {
                    LoggedCallbacks.log(self, "pre_patch_callback", object);
                    return allocate();
                })
                .postPatch(object -> {
                    LoggedCallbacks.log(self, "post_patch_callback", object);
                    fix();
                })
                .preUnpatch(object -> {
                    LoggedCallbacks.log(self, "pre_unpatch_callback", object);
                    restore();
                })
                .postUnpatch(object -> {
                    LoggedCallbacks.log(self, "post_unpatch_callback", object);
                    free();
                });
        return Klp.enablePatch(new KlpPatch()
                .mod(self)
                .objects(KlpObject.vmlinux().callbacks(callbacks))
                .states(state)
                .replace(true));
    }

    private KlpState previous() {
        return takesOver ? Klp.getPrevState(CONSOLE_LOGLEVEL_STATE) : null;
    }

    private int allocate() {
        if (previous() != null) {
            self.info("allocate_loglevel_state: space to store console_loglevel already allocated");
            return 0;
        }
        self.info("allocate_loglevel_state: allocating space to store console_loglevel");
        state.data(new int[1]);
        return state.data() == null ? -Errno.ENOMEM : 0;
    }

    private void fix() {
        KlpState previous = previous();
        if (previous != null) {
            self.info("fix_console_loglevel: taking over the console_loglevel change");
            state.data(previous.data());
            return;
        }
        self.info("fix_console_loglevel: fixing console_loglevel");
        saved()[0] = Printk.console_loglevel();
        Printk.console_loglevel(VERBOSE);
    }

    private void restore() {
        KlpState previous = previous();
        if (previous != null) {
            self.info("restore_console_loglevel: passing the console_loglevel change back to the old livepatch");
            previous.data(state.data());
            return;
        }
        self.info("restore_console_loglevel: restoring console_loglevel");
        Printk.console_loglevel(saved()[0]);
    }

    private void free() {
        if (previous() != null) {
            self.info("free_loglevel_state: keeping space to store console_loglevel");
            return;
        }
        self.info("free_loglevel_state: freeing space for the stored console_loglevel");
        state.data(null);
    }

    private int[] saved() {
        return state.data() instanceof int[] data ? data : new int[] {QUIET};
    }
}
