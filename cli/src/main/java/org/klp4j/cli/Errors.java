package org.klp4j.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The one line an error is told in. */
final class Errors {
    private Errors() {}

    /** The message of {@code failure} on one line, never empty. */
    static String oneLine(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file '" + failure.getMessage() + "'";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied for '" + failure.getMessage() + "'";
        }
        String message = failure.getMessage();
        String text = message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** The same with a small first letter, as our own messages have. */
    static String lowerCase(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
