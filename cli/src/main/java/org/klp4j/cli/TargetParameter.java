package org.klp4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Parameters;

/** The parameter that says which JVM. */
final class TargetParameter {
    @Parameters(index = "0", paramLabel = "TARGET", description = "pid, or part of the main class name")
    private String text = "";

    TargetParameter() {}

    TargetParameter(String text) {
        this.text = text;
    }

    /** The JVM meant. */
    Target find() throws KlpException {
        return find(text);
    }

    /** A connection to it; brings the agent in when it is not there yet. */
    Connection open() throws KlpException {
        return open(text);
    }

    /** As typed, for hints that repeat it. */
    String text() {
        return text;
    }

    static Connection open(String text) throws KlpException {
        return Connection.open(find(text));
    }

    static Target find(String text) throws KlpException {
        if (text.endsWith(".jar") && Files.exists(Path.of(text))) {
            throw new KlpException(Errno.EINVAL, "'" + text + "' is a file, no JVM; TARGET comes first");
        }
        try {
            return Target.find(text);
        } catch (KlpException e) {
            boolean absent = e.errno() == Errno.ESRCH.number();
            throw absent ? new KlpException(Errno.ESRCH, e.getMessage() + "; 'klp list' shows which there are") : e;
        }
    }
}
