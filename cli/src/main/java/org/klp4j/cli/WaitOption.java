package org.klp4j.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long a verb waits for the end of the transition it started. */
final class WaitOption {
    @Option(
            names = {"-w", "--wait"},
            paramLabel = "TIME",
            converter = Time.class,
            description = "how long to wait for the transition: 500ms, 60s, 2m; 0 = not at all; 60s unless given")
    private Duration limit = Duration.ofSeconds(60);

    Duration limit() {
        return limit;
    }

    static final class Time implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|)");

        @Override
        public Duration convert(String text) {
            Matcher time = FORM.matcher(text);
            if (!time.matches()) {
                throw new TypeConversionException("'" + text + "' is no time; write 500ms, 60s or 2m");
            }
            long n = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "m" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                default -> Duration.ofSeconds(n);
            };
        }
    }
}
