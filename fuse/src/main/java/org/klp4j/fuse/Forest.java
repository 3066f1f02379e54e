package org.klp4j.fuse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** The trees of the JVMs of this host that this user may look into. */
final class Forest {
    private final String user = System.getProperty("user.name");
    private final Map<Long, Tree> trees = new ConcurrentHashMap<>();

    /** The pids of the JVMs that run now. */
    List<Long> pids() {
        trees.keySet().forEach(this::existing);
        return Target.all().stream().filter(this::visible).map(Target::pid).toList();
    }

    /** The tree of this JVM; null when there is no such JVM. */
    @Nullable
    Tree find(long pid) {
        Tree tree = existing(pid);
        return tree != null ? tree : plant(pid);
    }

    /**
     * The same, for a file that was open.
     *
     * @throws KlpException ENODEV when there is no such JVM any more
     */
    Tree require(long pid) throws KlpException {
        Tree tree = find(pid);
        if (tree == null) {
            throw new KlpException(Errno.ENODEV, "JVM " + pid + " ended");
        }
        return tree;
    }

    private @Nullable Tree existing(long pid) {
        Tree tree = trees.get(pid);
        if (tree == null || tree.running()) {
            return tree;
        }
        if (trees.remove(pid, tree)) {
            tree.close();
        }
        return null;
    }

    private @Nullable Tree plant(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) {
            return null;
        }
        try {
            Target target = Target.find(Long.toString(pid));
            return visible(target) ? trees.computeIfAbsent(pid, absent -> new Tree(target, process)) : null;
        } catch (KlpException notOne) {
            return null;
        }
    }

    private boolean visible(Target target) {
        return target.pid() != ProcessHandle.current().pid() && (user.equals("root") || user.equals(target.user()));
    }
}
