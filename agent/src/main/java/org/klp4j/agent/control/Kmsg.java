package org.klp4j.agent.control;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.klp4j.engine.KernelLog;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** {@code kmsg}: the log as {@code dmesg} prints it; one write makes one record. */
final class Kmsg {
    private static final int MOST_BYTES = 1024;
    private static final Pattern PRIORITY = Pattern.compile("^<\\d{1,10}>");

    private Kmsg() {}

    static Attribute of(KernelLog log) {
        return Attribute.readWrite(() -> show(log), value -> store(log, value));
    }

    private static String show(KernelLog log) {
        StringBuilder lines = new StringBuilder();
        for (KernelLog.Record line : log.since(0)) {
            lines.append(line).append('\n');
        }
        return lines.toString();
    }

    private static void store(KernelLog log, byte[] value) throws KlpException {
        if (value.length > MOST_BYTES) {
            throw new KlpException(Errno.EINVAL, "a record of the log has at most " + MOST_BYTES + " bytes");
        }
        String text = new String(value, StandardCharsets.UTF_8);
        text = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        log.write(PRIORITY.matcher(text).replaceFirst(""));
    }
}
