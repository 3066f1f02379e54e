package org.klp4j.weave;

import org.jspecify.annotations.Nullable;

/** Something cannot be woven. The message is one line that names what, and why. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String kernelLine;

    /** A refusal the kernel has no words for. */
    public Refusal(String message) {
        super(oneLine(message));
        kernelLine = null;
    }

    /** A refusal that a failure of the class file library caused. */
    public Refusal(String message, Throwable cause) {
        super(oneLine(message), cause);
        kernelLine = null;
    }

    private Refusal(String kernelLine, String message) {
        super(oneLine(message));
        this.kernelLine = kernelLine;
    }

    /** Names come from class files, whatever bytes are in them. */
    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        message.chars().forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
        return line.toString();
    }

    /** A refusal in the kernel's words alone. */
    static Refusal kernel(String line) {
        return new Refusal(line, line);
    }

    /** A refusal in the kernel's words, with what the kernel leaves unsaid. */
    static Refusal kernel(String line, String why) {
        return new Refusal(line, line + ": " + why);
    }

    /** What the kernel would log, or null when it has no such refusal. */
    public @Nullable String kernelLine() {
        return kernelLine;
    }
}
