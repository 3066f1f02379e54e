package org.klp4j.bench.peer;

import java.util.ArrayList;
import java.util.List;
import org.klp4j.bench.lab.Lab;

/** All of them. */
public final class Peers {
    private static final int LAST_OF_HOTSWAP_AGENT = 17;

    private Peers() {}

    /** klp4j first, then whatever a user would pick instead, except a restart. */
    public static List<Tool> all(Lab lab) {
        List<Tool> tools = new ArrayList<>(List.of(
                new Klp(lab, false),
                new Klp(lab, true),
                Raw.redefine(lab),
                Raw.retransform(lab),
                Raw.jcmd(lab),
                new Arthas(lab, "retransform"),
                new Arthas(lab, "redefine"),
                new Byteman(lab),
                new ByteBuddy(lab)));
        if (lab.jdk().feature() <= LAST_OF_HOTSWAP_AGENT) {
            tools.add(new HotswapAgent(lab));
        }
        return tools;
    }
}
