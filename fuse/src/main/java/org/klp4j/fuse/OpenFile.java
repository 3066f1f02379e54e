package org.klp4j.fuse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.KlpException;

/**
 * A file that somebody has open. Its text is taken when reading begins at its start, and kept for the parts that
 * follow, so that a long text is in itself of one moment.
 */
final class OpenFile {
    /** Size of every attribute, as in sysfs. */
    static final long SIZE = 4096;

    private final Forest forest;
    private final NodePath node;
    private final boolean readable;

    private byte[] text = {};
    /** Taken to tell the size before a read, and not yet read. */
    private byte @Nullable [] fresh;

    OpenFile(Forest forest, NodePath node, boolean readable) {
        this.forest = forest;
        this.node = node;
        this.readable = readable;
    }

    /** The kernel asks before each read and reads no further than this, so a text longer than usual must be known. */
    synchronized long size() throws KlpException {
        if (!readable) {
            return SIZE;
        }
        byte[] now = take();
        fresh = now;
        return Math.max(SIZE, now.length);
    }

    /** The text, of this moment when {@code offset} is 0. */
    synchronized byte[] text(long offset) throws KlpException {
        if (offset == 0) {
            byte[] known = fresh;
            text = known != null ? known : take();
            fresh = null;
        }
        return text;
    }

    void store(byte[] value) throws KlpException {
        forest.require(node.pid()).store(node.inTree(), new String(value, StandardCharsets.UTF_8));
    }

    private byte[] take() throws KlpException {
        return forest.require(node.pid()).show(node.inTree()).getBytes(StandardCharsets.UTF_8);
    }
}
