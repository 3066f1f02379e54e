package org.klp4j.builder.source;

import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** A unified diff, as {@code diff -u} and {@code git diff} write it, cut into the parts that concern one file each. */
final class UnifiedDiff {
    private static final Pattern HUNK = Pattern.compile("(@@ -\\d+(?:,(\\d+))? \\+\\d+(?:,(\\d+))? @@).*");

    private final Path file;
    private final List<String> lines;
    private final List<FilePatch> patches = new ArrayList<>();
    private int at;

    private UnifiedDiff(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * What a diff does to one file.
     *
     * @param before its path before, {@code /dev/null} for a new file
     * @param after its path after, {@code /dev/null} for a deleted one
     * @param patch its hunks, context included
     */
    record FilePatch(String before, String after, Patch<String> patch) {
        private static final String NOTHING = "/dev/null";

        boolean creates() {
            return before.equals(NOTHING);
        }

        boolean deletes() {
            return after.equals(NOTHING);
        }

        String path() {
            return deletes() ? before : after;
        }
    }

    /**
     * Reads a diff.
     *
     * @throws KlpException when it is not there, holds no change, or is cut off; with the line
     */
    static List<FilePatch> read(Path file) throws KlpException {
        UnifiedDiff diff;
        try {
            diff = new UnifiedDiff(
                    file, SourceFile.decoded(Files.readAllBytes(file)).lines().toList());
        } catch (NoSuchFileException e) {
            throw new KlpException(Errno.ENOENT, "diff '" + file + "' does not exist", e);
        } catch (IOException e) {
            throw new KlpException(Errno.EIO, "cannot read '" + file + "': " + e.getMessage(), e);
        }
        diff.split();
        if (diff.patches.isEmpty()) {
            throw new KlpException(Errno.EINVAL, "'" + file + "' holds no unified diff ('---', '+++', '@@')");
        }
        return diff.patches;
    }

    private void split() throws KlpException {
        while (at + 1 < lines.size()) {
            boolean header =
                    lines.get(at).startsWith("--- ") && lines.get(at + 1).startsWith("+++ ");
            if (header) {
                part();
            } else {
                at++;
            }
        }
    }

    private void part() throws KlpException {
        int start = at;
        at += 2;
        while (at < lines.size()) {
            Matcher hunk = HUNK.matcher(lines.get(at));
            if (!hunk.matches()) {
                break;
            }
            hunk(count(hunk.group(2)), count(hunk.group(3)));
        }
        Patch<String> patch = UnifiedDiffUtils.parseUnifiedDiff(
                lines.subList(start, at).stream().map(UnifiedDiff::bare).toList());
        patches.add(new FilePatch(path(lines.get(start)), path(lines.get(start + 1)), patch));
    }

    /** The library knows no hunk header with the name of a function behind it. */
    private static String bare(String line) {
        Matcher hunk = HUNK.matcher(line);
        return hunk.matches() ? hunk.group(1) : line;
    }

    private static int count(@Nullable String text) {
        return text == null ? 1 : Integer.parseInt(text);
    }

    private void hunk(int before, int after) throws KlpException {
        int header = ++at;
        int was = before;
        int now = after;
        while (was > 0 || now > 0) {
            String line = at < lines.size() ? lines.get(at) : "end";
            char tag = line.isEmpty() ? ' ' : line.charAt(0);
            was -= tag == ' ' || tag == '-' ? 1 : 0;
            now -= tag == ' ' || tag == '+' ? 1 : 0;
            if (" -+\\".indexOf(tag) < 0 || was < 0 || now < 0) {
                throw new KlpException(
                        Errno.EINVAL,
                        file + ":" + (at + 1) + ": the hunk of line " + header
                                + " does not have the lines its '@@' tells; is the diff cut off?");
            }
            at++;
        }
        if (at < lines.size() && lines.get(at).startsWith("\\")) {
            at++;
        }
    }

    /** Without the time stamp {@code diff -u} adds behind a tab, and without git's quotes. */
    private static String path(String header) {
        String text = header.substring("--- ".length()).replaceFirst("\t.*", "").strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
