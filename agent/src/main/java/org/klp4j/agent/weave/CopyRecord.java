package org.klp4j.agent.weave;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.MethodShape;
import org.klp4j.weave.MethodKey;

/**
 * What was decided about one copy of a patched class. A decision stands until its body is gone from the shapes, so
 * that another agent's retransformation, or the end of a transition, never decides anew. Read and written by whoever
 * transforms that copy, under the record's own monitor.
 */
final class CopyRecord {
    /** What becomes of a function of this copy. */
    enum Verdict {
        /** It runs what its shape says. */
        REPLACE,
        /** It keeps its own body. */
        LEAVE
    }

    /** By the replacement body, since patches on top of each other may expect different originals. */
    final Map<ReplacementBody, Verdict> verdicts = new IdentityHashMap<>();

    /** Which method a position stands for. */
    final Map<String, MethodKey> positions = new HashMap<>();

    /** Hash of the body handed in when the method was last woven. */
    final Map<MethodKey, String> hashes = new HashMap<>();

    /** Not null while the copy waits for what its new code needs: its methods ask for that before they run. */
    @Nullable
    Late late;

    private @Nullable List<MethodShape> woven;

    /** What the copy was last woven into; null when it runs the bytes handed in. */
    synchronized @Nullable List<MethodShape> woven() {
        return woven;
    }

    synchronized void woven(@Nullable List<MethodShape> shapes) {
        woven = shapes;
    }
}
