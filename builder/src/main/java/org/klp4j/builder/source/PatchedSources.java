package org.klp4j.builder.source;

import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import com.github.difflib.patch.PatchFailedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.builder.source.UnifiedDiff.FilePatch;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * Source files before and after a diff. Every line of context must be there as the diff has it. A hunk may stand at
 * another line than it says, if there is exactly one place that fits.
 */
final class PatchedSources {
    private final SourceJars sources;
    private final List<SourceFile> before = new ArrayList<>();
    private final List<SourceFile> after = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Applies a diff.
     *
     * @throws KlpException naming file and hunk that do not fit
     */
    PatchedSources(SourceJars sources, Path diff) throws KlpException {
        this.sources = sources;
        for (FilePatch patch : UnifiedDiff.read(diff)) {
            apply(patch);
        }
        if (after.isEmpty()) {
            throw new KlpException(Errno.EINVAL, "'" + diff + "' changes no .java file of the source jar");
        }
    }

    private void apply(FilePatch patch) throws KlpException {
        String path = patch.path();
        String here = sources.find(path);
        boolean java = path.endsWith(".java");
        if (java && patch.creates() && !path.contains("src/test/")) {
            after.add(new SourceFile(path, patched(path, List.of(), patch.patch())));
        } else if (here != null && patch.deletes()) {
            notes.add("the diff deletes '" + here + "': its classes stay in the running program");
        } else if (here != null) {
            String text = String.valueOf(sources.text(here));
            before.add(new SourceFile(here, text));
            after.add(new SourceFile(here, patched(here, text.lines().toList(), patch.patch())));
        } else if (java && !path.contains("src/test/")) {
            throw new KlpException(Errno.ENOENT, "the diff changes '" + path + "', which is not in the source jar");
        } else {
            notes.add("the diff changes '" + path + "', which is not code of the jar and was left out");
        }
    }

    private static String patched(String path, List<String> lines, Patch<String> patch) throws KlpException {
        Patch<String> placed = new Patch<>();
        int number = 0;
        for (AbstractDelta<String> hunk : patch.getDeltas()) {
            placed.addDelta(placed(path, ++number, lines, hunk));
        }
        try {
            return String.join("\n", placed.applyTo(lines)) + "\n";
        } catch (PatchFailedException e) {
            throw new KlpException(Errno.EINVAL, path + ": the hunks of the diff overlap", e);
        }
    }

    private static AbstractDelta<String> placed(String path, int number, List<String> lines, AbstractDelta<String> hunk)
            throws KlpException {
        Chunk<String> source = hunk.getSource();
        List<String> wanted = source.getLines();
        if (wanted.isEmpty() || fits(lines, source.getPosition(), wanted)) {
            return hunk;
        }
        List<Integer> places = new ArrayList<>();
        for (int line = 0; line + wanted.size() <= lines.size(); line++) {
            if (fits(lines, line, wanted)) {
                places.add(line);
            }
        }
        if (places.size() != 1) {
            throw new KlpException(
                    Errno.EINVAL,
                    path + ":" + (source.getPosition() + 1) + ": hunk " + number + " of the diff "
                            + (places.isEmpty() ? "does not fit" : "fits in " + places.size() + " places")
                            + "; is the diff made for these sources?");
        }
        return new ChangeDelta<>(new Chunk<>(places.get(0), wanted), hunk.getTarget());
    }

    private static boolean fits(List<String> lines, int from, List<String> wanted) {
        return from >= 0
                && from + wanted.size() <= lines.size()
                && lines.subList(from, from + wanted.size()).equals(wanted);
    }

    /** The changed files as they were. */
    List<SourceFile> before() {
        return before;
    }

    /** The changed and the new files. */
    List<SourceFile> after() {
        return after;
    }

    /** What of the diff has no effect. */
    List<String> notes() {
        return notes;
    }
}
