package org.klp4j.cli;

import java.io.IOException;
import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Mixin;

/** What enabling and disabling share: a value written to a patch's {@code enabled}, and the transition watched. */
final class EnabledSwitch {
    @Mixin
    private PatchParameters parameters = new PatchParameters();

    @Mixin
    private WaitOption wait = new WaitOption();

    int turn(boolean on, Terminal terminal) throws KlpException, IOException, InterruptedException {
        try (Connection connection = parameters.open()) {
            TransitionWatch watch =
                    new TransitionWatch(connection, parameters.target(), parameters.patch(), on, terminal);
            parameters.store(connection, "enabled", on ? "1" : "0");
            return watch.await(wait.limit());
        }
    }
}
