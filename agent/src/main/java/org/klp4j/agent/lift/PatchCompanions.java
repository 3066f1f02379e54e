package org.klp4j.agent.lift;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.klp4j.agent.weave.ByIdentity;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.PatchImage;

/**
 * What one patch brings along, which of it needs which, and how far each loader has it. For a loader, all classes of a
 * patch together cost as much as the companions and what they mention, not classes times companions: what was once
 * seen to be complete is not looked at again, and what is not, only as long as there is credit.
 *
 * <p>Any number of threads may ask for one loader. What is remembered only ever says more, and nothing is locked while
 * a class is defined, which takes locks of the loader's.
 */
final class PatchCompanions {
    /** Looks that each class brings into the credit, for what it needs and cannot have yet. */
    private static final int LOOKS = 64;

    /** What a loader has. */
    private static final class Progress {
        /** Those that are there, with everything they need. */
        final Set<String> complete = ConcurrentHashMap.newKeySet();

        /** All that could be defined before any class of the patch was there has been (volatile, set once). */
        volatile boolean begun;

        /** All is there (volatile, set once). */
        volatile boolean whole;

        final AtomicLong credit = new AtomicLong();
    }

    private final PatchImage patch;
    private final Map<String, CompanionImage> images = new LinkedHashMap<>();
    private final ByIdentity<ClassLoader, Progress> loaders = new ByIdentity<>(loader -> new Progress());

    /** Companions that the code of a class mentions, by the binary name of a companion or a patched class. */
    private final Map<String, List<String>> needs = new ConcurrentHashMap<>();

    PatchCompanions(PatchImage patch) {
        this.patch = patch;
        patch.companions().forEach(image -> images.put(image.name(), image));
    }

    PatchImage patch() {
        return patch;
    }

    /**
     * A class of the patch is about to be there.
     *
     * @param provided defines a companion if that is possible now; whether it is there then
     * @return whether the loader has all that the class's new code needs
     */
    boolean arriving(String className, ClassLoader loader, Predicate<CompanionImage> provided) {
        Progress progress = loaders.of(loader);
        if (!progress.whole && !progress.begun) {
            begin(progress, provided);
        }
        if (progress.whole) {
            return true;
        }
        progress.credit.addAndGet(LOOKS);
        Predicate<CompanionImage> paid = image -> progress.credit.decrementAndGet() >= 0 && provided.test(image);
        return walk(className, progress, paid, true);
    }

    /** Threads that come meanwhile do the same: none of them may believe that all is there before it is. */
    private void begin(Progress progress, Predicate<CompanionImage> provided) {
        try {
            boolean all = true;
            for (CompanionImage image : images.values()) {
                all &= image.serial() || provided.test(image);
            }
            progress.whole = all;
        } finally { // what cannot be defined concerns only those that need it
            progress.credit.addAndGet(images.size());
            progress.begun = true;
        }
    }

    /**
     * A class of the patch is there.
     *
     * @param provided defines a companion; whether the loader has it then
     */
    void arrived(String className, ClassLoader loader, Predicate<CompanionImage> provided) {
        Progress progress = loaders.of(loader);
        if (!progress.whole) {
            walk(className, progress, provided, false);
        }
    }

    /** Goes through all that a class needs and that is not known to be complete; whether it is all there. */
    private boolean walk(
            String className, Progress progress, Predicate<CompanionImage> provided, boolean stopAtTheFirst) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(needs(className));
        boolean all = true;
        while (!open.isEmpty() && (all || !stopAtTheFirst)) {
            String name = open.remove();
            CompanionImage image = images.get(name);
            if (image != null && !progress.complete.contains(name) && seen.add(name)) {
                all &= image.serial() || provided.test(image); // streams ask for theirs themselves
                open.addAll(needs(name));
            }
        }
        if (all) {
            progress.complete.addAll(seen);
        }
        return all;
    }

    private List<String> needs(String className) {
        return needs.computeIfAbsent(className, this::mentioned);
    }

    private List<String> mentioned(String className) {
        CompanionImage image = images.get(className);
        byte[] code = image == null ? patch.bodies().get(className) : image.bytes();
        return code == null
                ? List.of()
                : Mentions.of(code).stream().filter(images::containsKey).toList();
    }
}
