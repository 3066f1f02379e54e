package org.klp4j.agent.lift;

import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.module.Lifted;
import org.klp4j.agent.module.Reach;
import org.klp4j.agent.weave.Arrival;
import org.klp4j.engine.Callbacks;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.UntilDone;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;

/**
 * The classes that loaded modules bring along. They are defined before the patch is enabled, in every loader that has
 * a class the patch is about; in a loader that gets its first such class later, as that class arrives. A class once
 * defined stays until its loader goes, so loading the same module again finds it.
 */
public final class Companions implements Lifted, Arrival {
    private final Instrumentation instrumentation;
    private final Definer definer;
    private final KernelLog log;
    private final Serialization serialization;

    /** Patches with companions, by binary name of each class they are about. */
    private final Map<String, List<PatchCompanions>> byClass = new ConcurrentHashMap<>();

    /** Nothing brought along yet. */
    public Companions(Instrumentation instrumentation, KernelLog log) throws ReflectiveOperationException {
        this.instrumentation = instrumentation;
        this.log = log;
        this.definer = new Definer();
        this.serialization = new Serialization(instrumentation, definer, log);
    }

    @Override
    public void check(String module, Reach reach) throws KlpException {
        for (Reach.Part part : reach.parts()) {
            Links.check(module, part.image(), reach.loaded());
            supertypes(module, part.image(), reach.loaded());
        }
    }

    /** Of classes for hosts that are not loaded yet too, since those are defined as well. */
    private static void supertypes(String module, PatchImage patch, List<Class<?>> loaded) throws KlpException {
        Set<String> own = patch.companions().stream().map(CompanionImage::name).collect(Collectors.toSet());
        Set<ClassLoader> loaders = loaders(classes(patch), loaded);
        for (CompanionImage companion : patch.companions()) {
            Set<String> types = Supertypes.of(companion);
            types.removeIf(type -> type.startsWith("java.") || own.contains(type));
            for (ClassLoader loader : types.isEmpty() ? Set.<ClassLoader>of() : loaders) {
                Class<?> host = host(companion, loader);
                if (host != null) {
                    for (String type : types) {
                        Links.supertype(module, host, type);
                    }
                }
            }
        }
    }

    @Override
    public void provide(String module, Reach reach) throws KlpException {
        UntilDone undo = new UntilDone(() -> reach.parts().forEach(part -> withdraw(part.image())));
        try {
            for (Reach.Part part : reach.parts()) {
                provide(module, part.image(), reach.loaded());
            }
        } catch (Throwable refused) { // out of memory too
            undo.run();
            throw refused;
        }
    }

    private void provide(String module, PatchImage patch, List<Class<?>> loaded) throws KlpException {
        if (patch.companions().isEmpty()) {
            return;
        }
        Set<String> names = classes(patch);
        for (ClassLoader loader : loaders(names, loaded)) {
            try {
                define(patch, loader);
                link(patch, loader);
            } catch (LinkageError | RuntimeException e) {
                throw new KlpException(
                        Errno.ENOEXEC, "module '" + module + "': a class it brings along cannot be defined: " + e, e);
            }
        }
        serialization.provide(patch);
        PatchCompanions companions = new PatchCompanions(patch);
        names.forEach(name -> byClass.merge(name, List.of(companions), Companions::joined));
    }

    @Override
    public Callbacks callbacks(List<String> companions) {
        return companions.isEmpty() ? Callbacks.NONE : new CompanionCallbacks(instrumentation, companions);
    }

    @Override
    public void withdraw(PatchImage patch) {
        serialization.withdraw(patch);
        for (String name : classes(patch)) {
            byClass.computeIfPresent(name, (key, patches) -> without(patches, patch));
        }
    }

    @Override
    public Outcome arriving(String className, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain) {
        List<PatchCompanions> patches = byClass.get(className);
        if (patches == null || loader == null) {
            return Outcome.READY;
        }
        try {
            boolean ready = true;
            for (PatchCompanions patch : patches) {
                ready &= patch.arriving(className, loader, companion -> defined(companion, loader, domain));
            }
            return ready ? Outcome.READY : Outcome.LATER;
        } catch (LinkageError | RuntimeException e) {
            log.klp4j("what the patches of class '" + className + "' bring along cannot be defined: " + e);
            return Outcome.FAILED;
        }
    }

    /** If it can be, from inside the definition of another class. */
    private boolean defined(CompanionImage companion, ClassLoader loader, @Nullable ProtectionDomain domain) {
        if (definer.find(loader, companion.name()) != null) {
            return true;
        }
        boolean possible = Supertypes.of(companion).stream().allMatch(type -> there(type, loader));
        if (possible) {
            definer.define(loader, companion.name(), companion.bytes(), domain);
        }
        return possible;
    }

    /**
     * Defining a class loads its superclass. That must not happen inside of our transformer: the JVM shows it no class
     * that is loaded there, so one that is to be patched would stay unpatched. And the arriving class is not there yet.
     */
    private boolean there(String type, ClassLoader loader) {
        return definer.find(loader, type) != null || (type.startsWith("java.") && !byClass.containsKey(type));
    }

    @Override
    public void arrived(Set<String> classNames, ClassLoader loader) {
        for (String className : classNames) {
            for (PatchCompanions patch : byClass.getOrDefault(className, List.of())) {
                patch.arrived(className, loader, companion -> provided(companion, loader));
            }
        }
    }

    private boolean provided(CompanionImage companion, ClassLoader loader) {
        try {
            define(companion, loader);
            return definer.find(loader, companion.name()) != null;
        } catch (LinkageError | RuntimeException e) {
            log.klp4j("class '" + companion.name() + "', which module code brings along, cannot be defined: " + e);
            return false;
        }
    }

    private void define(PatchImage patch, ClassLoader loader) {
        patch.companions().forEach(companion -> define(companion, loader));
    }

    private void define(CompanionImage companion, ClassLoader loader) {
        Class<?> host = host(companion, loader);
        ClassLoader home = host == null ? null : host.getClassLoader();
        if (host != null && home != null) {
            definer.define(home, companion.name(), companion.bytes(), host.getProtectionDomain());
        }
    }

    /**
     * Null for a host that the loader does not see, or that cannot be loaded here, as where an optional dependency is
     * missing or the class file is for a newer JVM: it has no code that could need the companion.
     */
    private static @Nullable Class<?> host(CompanionImage companion, ClassLoader loader) {
        try {
            return Class.forName(companion.host(), false, loader);
        } catch (ClassNotFoundException | LinkageError absent) {
            return null;
        }
    }

    /** Has the JVM verify them now, rather than when a thread of the application first needs them. */
    private void link(PatchImage patch, ClassLoader loader) {
        for (CompanionImage companion : patch.companions()) {
            Class<?> defined = definer.find(loader, companion.name());
            if (defined != null) {
                link(defined, host(companion, loader));
            }
        }
    }

    /** Where the host itself cannot be linked, nobody runs its code, and so none of what it needs. */
    private static void link(Class<?> companion, @Nullable Class<?> host) {
        NoClassDefFoundError missing = unlinked(companion);
        if (missing != null && (host == null || unlinked(host) == null)) {
            throw missing;
        }
    }

    /** What the JVM says when it cannot link a class for want of another; null when it can. */
    private static @Nullable NoClassDefFoundError unlinked(Class<?> loaded) {
        try {
            Object unused = loaded.getDeclaredConstructors();
            return null;
        } catch (NoClassDefFoundError missing) {
            return missing;
        }
    }

    private static Set<ClassLoader> loaders(Set<String> names, List<Class<?>> classes) {
        Set<ClassLoader> loaders = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Class<?> loaded : classes) {
            ClassLoader loader = loaded.getClassLoader();
            if (loader != null && names.contains(loaded.getName())) {
                loaders.add(loader);
            }
        }
        return loaders;
    }

    private static Set<String> classes(PatchImage patch) {
        Set<String> names = new HashSet<>();
        for (ObjectImage object : patch.objects()) {
            object.functions().forEach(function -> names.add(function.className()));
        }
        patch.companions().forEach(companion -> names.add(companion.host()));
        return names;
    }

    private static List<PatchCompanions> joined(List<PatchCompanions> first, List<PatchCompanions> second) {
        List<PatchCompanions> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }

    @SuppressWarnings("ReferenceEquality") // one module's image, not one like it
    private static @Nullable List<PatchCompanions> without(List<PatchCompanions> patches, PatchImage patch) {
        List<PatchCompanions> left =
                patches.stream().filter(other -> other.patch() != patch).toList();
        return left.isEmpty() ? null : left;
    }
}
