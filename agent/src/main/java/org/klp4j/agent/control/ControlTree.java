package org.klp4j.agent.control;

import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Walks the tree from its root by paths such as {@code livepatch/x/enabled}, and answers as the kernel's VFS does. */
public final class ControlTree {
    private final Directory root;

    /** A tree with this root. */
    public ControlTree(Directory root) {
        this.root = root;
    }

    /** Reads an attribute; ENOENT, ENOTDIR, EISDIR, EACCES, or the errno of the attribute. */
    public String show(String path) throws KlpException {
        Attribute attribute = attribute(path);
        if (attribute.show() == null) {
            throw new KlpException(Errno.EACCES, "'" + path + "' can only be written");
        }
        return attribute.show().show();
    }

    /** Writes an attribute; a write of nothing does nothing. */
    public void store(String path, byte[] value) throws KlpException {
        Attribute attribute = attribute(path);
        if (attribute.store() == null) {
            throw new KlpException(Errno.EACCES, "'" + path + "' can only be read");
        }
        if (value.length > 0) {
            attribute.store().store(value);
        }
    }

    /** The directory at this path; the root is {@code ""}. */
    public Directory directory(String path) throws KlpException {
        if (walk(path) instanceof Directory directory) {
            return directory;
        }
        throw new KlpException(Errno.ENOTDIR, "'" + path + "' is not a directory");
    }

    private Attribute attribute(String path) throws KlpException {
        if (walk(path) instanceof Attribute attribute) {
            return attribute;
        }
        throw new KlpException(Errno.EISDIR, "'" + path + "' is a directory");
    }

    private Node walk(String path) throws KlpException {
        Node node = root;
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                node = step(path, node, name);
            }
        }
        return node;
    }

    private static Node step(String path, Node node, String name) throws KlpException {
        if (!(node instanceof Directory directory)) {
            throw new KlpException(Errno.ENOTDIR, "'" + path + "' leads through a file");
        }
        Node next = directory.entry(name);
        if (next == null) {
            throw new KlpException(Errno.ENOENT, "no '" + path + "' in this JVM");
        }
        return next;
    }
}
