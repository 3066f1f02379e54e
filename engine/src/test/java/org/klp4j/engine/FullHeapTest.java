package org.klp4j.engine;

import java.lang.reflect.Constructor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No memory at any one moment of an operation, or at a few in a row: see {@link FullHeapStory}. */
class FullHeapTest {
    private static final int MOST = 5000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enable",
                "enable where a thread is inside",
                "register and enable",
                "check",
                "replace",
                "disable",
                "unregister",
                "abandon",
                "retry",
                "retry of a replace",
                "retry where a thread stays inside",
                "reverse",
                "force",
                "signal",
                "coming",
                "coming of a module",
                "going"
            })
    void noMemoryAtAnyMoment(String operation) throws Exception {
        Constructor<?> story = Class.forName(FullHeapStory.class.getName(), true, new ShortOfMemory())
                .getDeclaredConstructor(String.class, int.class, int.class);
        story.setAccessible(true);
        for (int many = 1; many <= 3; many += 2) {
            int first = 1 - many;
            do {
                first += many;
                ((Runnable) story.newInstance(operation, first, many)).run();
            } while (Allocations.reached() && first < MOST);
        }
    }
}
