package org.klp4j.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the figures were measured on, without its name. */
public final class Machine {
    private static final long KB_IN_GB = 1024L * 1024;

    private Machine() {}

    /** Processor, memory, system. */
    public static String description() throws IOException {
        String processor = first("/proc/cpuinfo", "(?m)^model name\\s*: (.*)$");
        long memory = Long.parseLong("0" + first("/proc/meminfo", "MemTotal:\\s*(\\d+)"));
        String system = first("/etc/os-release", "PRETTY_NAME=\"(.*)\"");
        String kernel = System.getProperty("os.version").replaceAll("[^0-9.].*", "");
        return processor + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + memory / KB_IN_GB + " GB, "
                + system + ", Linux " + kernel;
    }

    private static String first(String file, String pattern) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return "";
        }
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(path));
        return matcher.find() ? matcher.group(1) : "";
    }
}
