package org.klp4j.weave;

import java.util.ArrayList;
import java.util.List;

/** What woven test classes call instead of the hook: answers as told, and remembers what it was asked. */
public final class StandInGate {
    static final String OWNER = "org/klp4j/weave/StandInGate";

    private static final List<Integer> ASKED = new ArrayList<>();
    private static boolean answer;

    private StandInGate() {}

    /** The hook's entry point. */
    public static boolean enter(int id) {
        ASKED.add(id);
        return answer;
    }

    /** The hook's entry point for a class that arrives; sends each call back once. */
    public static boolean arrive(int id) {
        ASKED.add(id);
        return ASKED.size() % 2 == 1;
    }

    static void answer(boolean patched) {
        ASKED.clear();
        answer = patched;
    }

    static List<Integer> asked() {
        return List.copyOf(ASKED);
    }
}
