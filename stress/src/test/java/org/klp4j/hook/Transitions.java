package org.klp4j.hook;

/** Transitions as the orderings need them. */
final class Transitions {
    private Transitions() {}

    /** One without affected functions: a look at the stack costs nothing, so that the accesses meet more often. */
    static KlpTransition to(int universe) {
        KlpTransition transition = new KlpTransition(1, universe, new KlpAffected());
        transition.forgetThreads();
        return transition;
    }

    /** One that affects the given function: a thread below it is not clean. */
    static KlpTransition to(int universe, Class<?> type, String method) {
        return new KlpTransition(1, universe, affecting(type, method));
    }

    static KlpAffected affecting(Class<?> type, String method) {
        KlpAffected affected = new KlpAffected();
        affected.add(type.getName(), method, null);
        return affected;
    }

    /** A record of the thread that is on no list, as one that arrived long ago. */
    static KlpThread record(KlpTransition transition, Thread thread, int universe) {
        KlpThread record = new KlpThread(thread, universe);
        record.transition = transition;
        return record;
    }

    static int number(boolean yes) {
        return yes ? 1 : 0;
    }
}
