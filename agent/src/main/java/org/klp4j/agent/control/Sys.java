package org.klp4j.agent.control;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.klp4j.engine.Livepatch;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** {@code sys/}: what belongs to no patch, as {@code /proc/sys/kernel}, and what klp4j adds. */
final class Sys {
    private Sys() {}

    static Directory of(Livepatch livepatch, Supplier<List<String>> alarms) {
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put(
                "ftrace_enabled",
                Attribute.readWrite(
                        () -> Attribute.digit(livepatch.ftraceEnabled()),
                        value -> livepatch.storeFtraceEnabled(integer(value) != 0)));
        entries.put("signal", Attribute.writeOnly(Attribute.bool(value -> signal(livepatch, value))));
        entries.put("tasks", Attribute.readOnlyPrivate(() -> Tasks.table(livepatch)));
        entries.put("alarms", Attribute.readOnly(() -> lines(alarms.get())));
        return Directory.of(entries);
    }

    private static String lines(List<String> each) {
        StringBuilder text = new StringBuilder();
        each.forEach(line -> text.append(line.replaceAll("\\p{Cntrl}", " ")).append('\n'));
        return text.toString();
    }

    private static void signal(Livepatch livepatch, boolean value) throws KlpException {
        if (value) {
            livepatch.signal();
        }
    }

    /** As the kernel's sysctl parses integers: blanks around it, nothing else. */
    private static int integer(byte[] value) throws KlpException {
        String text = new String(value, StandardCharsets.UTF_8).strip();
        try {
            return Integer.decode(text);
        } catch (NumberFormatException e) {
            throw new KlpException(Errno.EINVAL, "not a number; write 1 or 0", e);
        }
    }
}
