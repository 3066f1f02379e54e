package org.klp4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * The log, {@code kmsg} of the control tree: the kernel's lines in the kernel's words. Lines of the livepatch core
 * start with {@code livepatch: }; what klp4j says where the kernel is silent starts with {@code klp4j: }.
 */
public final class KernelLog {
    /** Records kept; older ones are dropped as in the kernel's ring buffer. */
    public static final int CAPACITY = 8192;

    private static final int MAX_LINE = 2048;

    /**
     * One line.
     *
     * @param sequence 0 for the first record of this JVM, then counting
     * @param micros microseconds since the log began
     */
    public record Record(long sequence, long micros, String text) {
        /** As {@code dmesg} prints it: {@code [ssssss.uuuuuu] text}. */
        @Override
        public String toString() {
            String seconds = Long.toString(micros / 1_000_000);
            String fraction = Long.toString(micros % 1_000_000 + 1_000_000).substring(1);
            return "[" + " ".repeat(Math.max(0, 5 - seconds.length())) + seconds + "." + fraction + "] " + text;
        }
    }

    private final long start = System.nanoTime();
    private final Record[] ring = new Record[CAPACITY];
    private long next;

    /** A line of the livepatch core. */
    public void livepatch(String text) {
        write("livepatch: " + text);
    }

    /** A line the kernel does not have. */
    public void klp4j(String text) {
        write("klp4j: " + text);
    }

    /** Says why something is refused where the kernel would be silent; the caller throws what this returns. */
    KlpException refuse(Errno errno, String why) {
        klp4j(why);
        return new KlpException(errno, why);
    }

    /** One record; control characters and over-long text are made harmless. */
    public synchronized void write(String text) {
        String line = text.length() > MAX_LINE ? text.substring(0, MAX_LINE) : text;
        StringBuilder clean = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            clean.append(c < ' ' && c != '\t' ? ' ' : c);
        }
        long micros = (System.nanoTime() - start) / 1000;
        ring[(int) (next % CAPACITY)] = new Record(next, micros, clean.toString());
        next++;
    }

    /** The records from {@code sequence} on that are still kept, oldest first. */
    public synchronized List<Record> since(long sequence) {
        long from = Math.max(sequence, Math.max(0, next - CAPACITY));
        List<Record> records = new ArrayList<>();
        for (long i = from; i < next; i++) {
            records.add(ring[(int) (i % CAPACITY)]);
        }
        return records;
    }
}
