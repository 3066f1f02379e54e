package org.klp4j.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** System states: which patch may follow which, and how a patch finds what an earlier one left. */
final class States {
    private States() {}

    /** Whether {@code patch} may be enabled on top of those on the list. */
    static boolean compatible(Patch patch, List<Patch> listed) {
        for (Patch old : listed) {
            for (StateSpec state : old.states) {
                StateSpec mine = patch.state(state.id());
                boolean follows = mine == null ? !patch.replace : mine.version() >= state.version();
                if (!follows) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The latest state of that id among the patches listed before {@code patch}. */
    static @Nullable StateSpec previous(long id, Patch patch, List<Patch> listed) {
        StateSpec latest = null;
        for (Patch old : listed) {
            if (old == patch) {
                break;
            }
            StateSpec state = old.state(id);
            latest = state == null ? latest : state;
        }
        return latest;
    }
}
