package org.klp4j.engine;

/** Callbacks that all do the same: take note of what can be seen while they run. */
record NotingCallbacks(Runnable note) implements Callbacks {
    @Override
    public int prePatch(String object, ObjectPhase phase) {
        note.run();
        return 0;
    }

    @Override
    public void postPatch(String object, ObjectPhase phase) {
        note.run();
    }

    @Override
    public void preUnpatch(String object, ObjectPhase phase) {
        note.run();
    }

    @Override
    public void postUnpatch(String object, ObjectPhase phase) {
        note.run();
    }
}
