package org.klp4j.agent.socket;

import java.util.ArrayList;
import java.util.List;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.Wire;

/** Answers requests: the verbs of the protocol, each a thin view of the control tree or a system call. */
public final class Verbs {
    private final String version;

    /** @param version of the agent */
    public Verbs(String version) {
        this.version = version;
    }

    List<byte[]> call(List<byte[]> request) throws KlpException {
        String verb = Wire.text(request.get(0));
        return switch (verb) {
            case "version" -> version();
            default -> throw new KlpException(Errno.EINVAL, "unknown verb '" + verb + "'");
        };
    }

    private List<byte[]> version() {
        return ok(version, Integer.toString(Wire.PROTOCOL), StartTime.ofThisProcess());
    }

    private static List<byte[]> ok(String... results) {
        List<byte[]> reply = new ArrayList<>(results.length + 1);
        reply.add(Wire.bytes("0"));
        for (String result : results) {
            reply.add(Wire.bytes(result));
        }
        return reply;
    }
}
