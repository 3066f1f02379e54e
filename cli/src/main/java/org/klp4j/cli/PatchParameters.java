package org.klp4j.cli;

import java.util.List;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleInfo;
import picocli.CommandLine.Parameters;

/** The parameters that say which patch of which JVM. */
final class PatchParameters {
    @Parameters(index = "0", paramLabel = "TARGET", description = "pid, or part of the main class name")
    private String target = "";

    @Parameters(index = "1", paramLabel = "PATCH", description = "name of the patch, as 'klp status' shows it")
    private String patch = "";

    /** As typed, for hints that repeat it. */
    String target() {
        return target;
    }

    /** The patch's name as the tree spells it. */
    String patch() {
        return ModuleInfo.nameOf(patch);
    }

    /** A connection to the JVM; brings the agent in when it is not there yet. */
    Connection open() throws KlpException {
        return TargetParameter.open(target);
    }

    /** Writes one attribute of the patch; a patch that is not there is refused with the names of those that are. */
    void store(Connection connection, String attribute, String value) throws KlpException {
        try {
            connection.store("livepatch/" + patch() + "/" + attribute, value);
        } catch (KlpException e) {
            throw e.errno() == Errno.ENOENT.number() ? absent(connection) : e;
        }
    }

    private KlpException absent(Connection connection) throws KlpException {
        List<String> patches = new Tree(connection).patches();
        String there =
                patches.isEmpty() ? "this JVM has no patch" : "this JVM has '" + String.join("', '", patches) + "'";
        return new KlpException(Errno.ENOENT, "no patch '" + patch() + "'; " + there);
    }
}
