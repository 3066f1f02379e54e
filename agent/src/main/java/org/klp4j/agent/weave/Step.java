package org.klp4j.agent.weave;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.UntilDone;
import org.klp4j.weave.Refusal;

/**
 * One retransformation of ours: what the transformer answers while it runs, and what came of it. Confined to the
 * thread that makes the call; the JVM asks for each class on that thread, in the order of the call.
 */
final class Step {
    /** Not a class file. As an answer it makes the JVM refuse the call before anything has changed. */
    private static final byte[] POISON = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe};

    /** What a step is for. */
    enum Kind {
        /** Only see what the JVM hands in; ended by the sentinel. */
        LOOK,
        /** Resolve only; ended by the sentinel. */
        RESOLVE,
        /** Weave, and end by the sentinel. */
        CHECK,
        /** Weave for good. */
        WEAVE,
        /** Answer with a version the JVM must refuse, to see whether the answer arrives. */
        VERIFY
    }

    private record Done(CopyRecord record, @Nullable List<MethodShape> shapes) {}

    final Kind kind;
    private final Thread owner = Thread.currentThread();
    private final ClassShaper shaper;
    private final Decisions decisions;
    private final Wanted wanted;
    private final ClassShaper.Mode mode;
    private final List<Done> done = new ArrayList<>();
    private final Set<Class<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Class<?>, byte[]> handedIn = new IdentityHashMap<>();
    private final UntilDone commit = new UntilDone(this::note);
    private Class<?>[] asked = {};
    private @Nullable Refusal refusal;
    private @Nullable OutOfMemoryError full;
    private @Nullable Class<?> last;
    private @Nullable Class<?> passedOver;
    private boolean ended;

    /** Classes that are woven, but not shown to the JVM. */
    private Set<Class<?>> unshown = Set.of();

    Step(Kind kind, ClassShaper.Mode mode, ClassShaper shaper, Decisions decisions, Wanted wanted) {
        this.kind = kind;
        this.mode = mode;
        this.shaper = shaper;
        this.decisions = decisions;
        this.wanted = wanted;
    }

    /** Has a check weave these classes, but not have the JVM verify them. */
    void hide(Set<Class<?>> classes) {
        unshown = classes;
    }

    boolean mine() {
        return Thread.currentThread() == owner;
    }

    byte @Nullable [] transform(Class<?> redefined, byte[] handedIn) {
        if (refusal != null || full != null) {
            return POISON;
        }
        try {
            if (redefined == Sentinel.class) {
                return end(handedIn);
            }
            last = redefined;
            byte[] answer = answer(redefined, handedIn);
            seen.add(redefined);
            return answer;
        } catch (Refusal problem) {
            refusal = problem;
        } catch (RuntimeException | LinkageError | StackOverflowError problem) {
            refusal = new Refusal("class '" + redefined.getName() + "' cannot be woven: " + problem, problem);
        } catch (OutOfMemoryError problem) {
            full = problem;
        }
        return POISON;
    }

    /** A step that is meant is carried out for all of its classes or for none, a dry run for none. */
    private byte @Nullable [] end(byte[] handedIn) {
        if (kind == Kind.WEAVE) {
            passedOver = firstUnseen();
            return passedOver == null ? null : POISON;
        }
        byte[] refused = Sentinel.refused(handedIn);
        ended = true;
        return refused;
    }

    private byte @Nullable [] answer(Class<?> redefined, byte[] handedIn) throws Refusal {
        if (kind == Kind.LOOK) {
            this.handedIn.put(redefined, handedIn);
            return null;
        }
        String name = redefined.getName();
        List<MethodShape> shapes = wanted.shapes(name);
        if (shapes == null) {
            CopyRecord record = decisions.find(redefined.getClassLoader(), name);
            if (record != null) {
                done.add(new Done(record, null));
            }
            return null;
        }
        CopyRecord record = decisions.of(redefined.getClassLoader(), name);
        byte[] woven = shaper.shape(ClassCopy.of(redefined), record, handedIn, shapes, mode, false);
        done.add(new Done(record, shapes));
        if (unshown.contains(redefined)) {
            return null;
        }
        return kind == Kind.VERIFY ? Sentinel.refused(woven == null ? handedIn : woven) : woven;
    }

    /** The JVM is about to be asked for these. */
    void ask(Class<?>[] classes) {
        asked = classes;
    }

    /**
     * The call has been carried out: the copies are now what was answered, and those that the JVM did not hand in, which
     * it may fail to do when it has no memory, are what they were without us.
     */
    void commit() {
        commit.run();
    }

    private void note() {
        passedOver = firstUnseen();
        done.forEach(each -> each.record().woven(each.shapes()));
        for (Class<?> copy : asked) {
            CopyRecord record = saw(copy) ? null : decisions.find(copy.getClassLoader(), copy.getName());
            if (record != null) {
                record.woven(null);
            }
        }
    }

    /** What a look has seen. */
    Map<Class<?>, byte[]> handedIn() {
        return handedIn;
    }

    /** Why the call must not be, or was not, carried out; null when nothing speaks against it. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** Not null when there was no memory for it. */
    @Nullable
    OutOfMemoryError full() {
        return full;
    }

    /**
     * A class that the JVM did not hand in, as where it has no memory for that; it says so on its error stream only. Null
     * when there is none.
     */
    @Nullable
    Class<?> passedOver() {
        return passedOver;
    }

    /** Allocates nothing. */
    private @Nullable Class<?> firstUnseen() {
        for (Class<?> copy : asked) {
            if (copy != Sentinel.class && !saw(copy)) {
                return copy;
            }
        }
        return null;
    }

    /** Whether every class was dealt with and the sentinel was reached. */
    boolean ended() {
        return ended && refusal == null;
    }

    /** The class the JVM was busy with when the call ended. */
    @Nullable
    Class<?> last() {
        return last;
    }

    boolean saw(Class<?> asked) {
        return seen.contains(asked);
    }
}
