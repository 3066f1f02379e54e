package org.klp4j.agent.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.control.Node;
import org.klp4j.engine.ModuleRef;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleInfo;

/** A module between {@code insmod} and {@code rmmod}. */
final class LoadedModule implements ModuleRef {
    private enum State {
        COMING,
        LIVE,
        GOING
    }

    private final ModuleInfo info;
    private final int size;
    private final String taint;
    private final List<LoadedModule> dependencies;
    private State state = State.COMING; // guarded by this
    private int references; // guarded by this
    private volatile Map<String, Node> parameters = Map.of();
    private volatile @Nullable ModuleLoader loader;
    private final List<String> holders = new ArrayList<>(); // guarded by this

    /** How many of the dependencies hold a reference for this; used by the thread that loads or unloads it. */
    private int held;

    /**
     * A module that is coming.
     *
     * @param size of its file, in bytes
     * @param taint letters, as {@code module/NAME/taint} shows them
     * @param dependencies what it needs
     */
    LoadedModule(ModuleInfo info, int size, String taint, List<LoadedModule> dependencies) {
        this.info = info;
        this.size = size;
        this.taint = taint;
        this.dependencies = dependencies;
    }

    ModuleInfo info() {
        return info;
    }

    /** What defined its classes; null for a built module. */
    @Nullable
    ModuleLoader loader() {
        return loader;
    }

    void loader(ModuleLoader value) {
        loader = value;
    }

    List<LoadedModule> dependencies() {
        return dependencies;
    }

    /** The files under {@code module/NAME/parameters}. */
    Map<String, Node> parameters() {
        return parameters;
    }

    void parameters(Map<String, Node> files) {
        parameters = files;
    }

    int size() {
        return size;
    }

    String taint() {
        return taint;
    }

    @Override
    public String name() {
        return info.name();
    }

    @Override
    public boolean markedLivepatch() {
        return info.livepatch();
    }

    @Override
    public synchronized boolean tryGet() {
        if (state == State.GOING) {
            return false;
        }
        references++;
        return true;
    }

    @Override
    public synchronized void put() {
        references--;
    }

    synchronized int references() {
        return references;
    }

    /** {@code coming}, {@code live} or {@code going}. */
    synchronized String state() {
        return switch (state) {
            case COMING -> "coming";
            case LIVE -> "live";
            case GOING -> "going";
        };
    }

    /** Names of the modules that need this one. */
    synchronized List<String> holders() {
        return List.copyOf(holders);
    }

    synchronized void live() {
        state = State.LIVE;
    }

    /** From now on nobody gets a reference; refused while somebody has one. */
    synchronized void going() throws KlpException {
        if (state != State.LIVE) {
            throw new KlpException(Errno.EBUSY, "module '" + name() + "' is " + state() + "; try again");
        }
        if (!holders.isEmpty()) {
            throw new KlpException(Errno.EAGAIN, "module '" + name() + "' is in use by: " + String.join(" ", holders));
        }
        if (references > 0) {
            throw new KlpException(
                    Errno.EAGAIN,
                    "module '" + name() + "' is in use" + (markedLivepatch() ? "; disable its patch first" : ""));
        }
        state = State.GOING;
    }

    /** Its init has failed: as {@link #going}, whoever refers to it. */
    synchronized void failed() {
        state = State.GOING;
    }

    /** Takes a reference on each module this one needs; ENOENT when one is not loaded to the end. */
    void holdDependencies() throws KlpException {
        for (LoadedModule dependency : dependencies) {
            if (!dependency.hold(name())) {
                throw needs(info, dependency.name());
            }
            held++;
        }
    }

    static KlpException needs(ModuleInfo info, String name) {
        return new KlpException(
                Errno.ENOENT, "module '" + info.name() + "' needs module '" + name + "'; load that first");
    }

    private synchronized boolean hold(String holder) {
        if (state != State.LIVE) {
            return false;
        }
        holders.add(holder);
        references++;
        return true;
    }

    /** Gives back the references on what this needed; allocates nothing. */
    void release() {
        while (held > 0) {
            held--;
            dependencies.get(held).letGo(name());
        }
    }

    private synchronized void letGo(String holder) {
        holders.remove(holder);
        references--;
    }
}
