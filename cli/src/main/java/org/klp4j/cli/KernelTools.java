package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** What the verbs shaped as the kernel's tools share: the JVM comes from the environment, errors in their words. */
final class KernelTools {
    private KernelTools() {}

    /** A connection to the JVM that {@code KLP_TARGET} names. */
    static Connection open() throws KlpException {
        String name = System.getenv("KLP_TARGET");
        if (name == null || name.isBlank()) {
            throw new KlpException(
                    Errno.EINVAL, "KLP_TARGET is not set; it names the JVM: a pid, or part of its main class name");
        }
        return TargetParameter.open(name);
    }

    /** {@code strerror} of a refusal, whatever number a callback returned. */
    static String text(KlpException refusal) {
        Errno errno = Errno.of(refusal.errno());
        return errno.number() == refusal.errno() ? errno.text() : "Unknown error " + refusal.errno();
    }

    /** How kmod words the errno of a module that could not be inserted. */
    static String insertionError(KlpException refusal) {
        return switch (Errno.of(refusal.errno())) {
            case EINVAL -> "Invalid parameters";
            case ENOENT -> "Unknown symbol in module, or unknown parameter";
            case ENOEXEC -> "Invalid module format";
            default -> text(refusal);
        };
    }

    /** The module's name in a file name or a name as typed: no directories, no suffix, dashes as underscores. */
    static String moduleName(String typed) {
        String file = typed.substring(typed.lastIndexOf('/') + 1);
        return file.replaceFirst("(\\.klp)?\\.(jar|ko)$", "").replace('-', '_');
    }
}
