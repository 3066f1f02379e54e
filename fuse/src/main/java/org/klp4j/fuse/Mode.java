package org.klp4j.fuse;

/** The mode of a node, from the text in which the control tree gives it, e.g. {@code -rw-r--r--}. */
record Mode(int bits) {
    static final int DIRECTORY = 0040000;
    static final int FILE = 0100000;

    private static final int OWNER_READS = 0400;
    private static final int OWNER_WRITES = 0200;
    private static final int ACCESS = 3; // O_ACCMODE
    private static final int READ_ONLY = 0; // O_RDONLY
    private static final int WRITE_ONLY = 1; // O_WRONLY

    /** Of the mount point and of the root of each tree. */
    static final Mode ROOT = of("drwxr-xr-x");

    static Mode of(String text) {
        int bits = 0;
        for (int i = 1; i < text.length(); i++) {
            bits = bits << 1 | (text.charAt(i) == '-' ? 0 : 1);
        }
        return new Mode(bits | (text.charAt(0) == 'd' ? DIRECTORY : FILE));
    }

    boolean directory() {
        return (bits & DIRECTORY) != 0;
    }

    boolean readable() {
        return (bits & OWNER_READS) != 0;
    }

    /**
     * Whether the owner may open it so: what the attribute cannot do is refused to root as well, as sysfs does.
     *
     * @param flags of {@code open(2)}
     */
    boolean allows(int flags) {
        boolean reads = (flags & ACCESS) != WRITE_ONLY;
        boolean writes = (flags & ACCESS) != READ_ONLY;
        return (!reads || readable()) && (!writes || (bits & OWNER_WRITES) != 0);
    }
}
