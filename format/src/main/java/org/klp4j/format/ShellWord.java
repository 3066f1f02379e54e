package org.klp4j.format;

/** What a line tells people to type. The names of nested classes hold a character that shells take for their own. */
public final class ShellWord {
    private ShellWord() {}

    /** The text as one word of a shell's: quoted where it has a {@code $}. */
    public static String of(String text) {
        return text.indexOf('$') < 0 ? text : "'" + text + "'";
    }
}
