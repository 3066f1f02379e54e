package org.klp4j.builder.source;

import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Collects the errors of one compilation. */
final class CompilerErrors implements DiagnosticListener<JavaFileObject> {
    private @Nullable Diagnostic<? extends JavaFileObject> first;
    private int count;

    @Override
    public void report(Diagnostic<? extends JavaFileObject> diagnostic) {
        if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
            first = first == null ? diagnostic : first;
            count++;
        }
    }

    /** Throws the first error, if there was one: {@code file:line: what}, and how many more. */
    void refuse() throws KlpException {
        Diagnostic<? extends JavaFileObject> error = first;
        if (error == null) {
            return;
        }
        String place = error.getSource() instanceof SourceText text
                ? text.file().name() + ":" + error.getLineNumber() + ": "
                : "";
        String what = error.getMessage(Locale.ROOT)
                .strip()
                .replaceAll(";?\\s*\\R\\s*", "; ")
                .replaceAll("\\s+", " ");
        String more = count > 1 ? " (and " + (count - 1) + " more)" : "";
        throw new KlpException(Errno.EINVAL, place + what + more + advice(error.getCode()));
    }

    private static String advice(@Nullable String code) {
        String key = code == null ? "" : code;
        boolean missing = List.of("doesnt.exist", "cant.resolve", "cant.access", "not.found").stream()
                .anyMatch(key::contains);
        return missing ? "; if a dependency has it, give its jar with --class-path" : "";
    }
}
