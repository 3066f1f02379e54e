package org.klp4j.agent.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.StackSource;

/** The root of the control tree: its layout in one place. */
public final class Root {
    private Root() {}

    /**
     * The tree of one JVM.
     *
     * @param modules what is at {@code module/}
     * @param alarms what other agents have done to patched classes, a line each
     * @param files makes the directories {@code proc/} and {@code kernel/}
     */
    public static Directory of(
            Livepatch livepatch,
            StackSource stacks,
            Directory modules,
            Supplier<List<String>> alarms,
            Function<String, Directory> files) {
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put("livepatch", new Livepatches(livepatch));
        entries.put("module", modules);
        entries.put("sys", Sys.of(livepatch, alarms));
        entries.put("tasks", new Tasks(livepatch, stacks));
        entries.put("kmsg", Kmsg.of(livepatch.log()));
        entries.put("proc", files.apply("proc"));
        entries.put("kernel", files.apply("kernel"));
        return Directory.of(entries);
    }
}
