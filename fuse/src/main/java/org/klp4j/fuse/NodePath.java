package org.klp4j.fuse;

import org.jspecify.annotations.Nullable;

/**
 * A path below the mount point, taken apart.
 *
 * @param pid the JVM; 0 for the mount point itself
 * @param inTree the path in that JVM's control tree, {@code ""} for its root
 */
record NodePath(long pid, String inTree) {
    private static final int MOST_DIGITS = 10;

    /** Null for a path that cannot be there. */
    static @Nullable NodePath of(String path) {
        String below = path.substring(1);
        if (below.isEmpty()) {
            return new NodePath(0, "");
        }
        int slash = below.indexOf('/');
        String pid = slash < 0 ? below : below.substring(0, slash);
        boolean canonical =
                pid.length() <= MOST_DIGITS && pid.chars().allMatch(c -> c >= '0' && c <= '9') && !pid.startsWith("0");
        return canonical ? new NodePath(Long.parseLong(pid), slash < 0 ? "" : below.substring(slash + 1)) : null;
    }

    boolean isMountPoint() {
        return pid == 0;
    }

    /** The root of one JVM's tree. */
    boolean isTree() {
        return inTree.isEmpty();
    }

    /** The directory it is in, within the tree. */
    String parent() {
        int slash = inTree.lastIndexOf('/');
        return slash < 0 ? "" : inTree.substring(0, slash);
    }

    /** Its last name. */
    String name() {
        return inTree.substring(inTree.lastIndexOf('/') + 1);
    }
}
