package org.klp4j.agent.lift;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.weave.Initialization;
import org.klp4j.engine.KernelLog;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;
import org.klp4j.hook.KlpSerial;

/**
 * Serialization methods that patches add. Streams find them by name in the class itself, where they cannot be put; so
 * as long as such a patch is loaded, streams are led to static methods of companions. Those are functions of the patch
 * like any other: with the patch they do what the fix does, without it what it means that the method is not there.
 */
final class Serialization implements KlpSerial.Source {
    private final Instrumentation instrumentation;
    private final Definer definer;
    private final KernelLog log;

    /** Companions by binary name of their host, the newest patch's first. */
    private final Map<String, List<CompanionImage>> byHost = new ConcurrentHashMap<>();

    /** The three are made when first needed; guarded by this, but for reads by {@link #find} after it was published. */
    private @Nullable SerialMethods methods;

    private @Nullable StreamDescriptors descriptors;
    private @Nullable Initialization initialization;
    private final SerialDoor door = new SerialDoor();

    Serialization(Instrumentation instrumentation, Definer definer, KernelLog log) {
        this.instrumentation = instrumentation;
        this.definer = definer;
        this.log = log;
    }

    private static List<CompanionImage> of(PatchImage patch) {
        return patch.companions().stream().filter(CompanionImage::serial).toList();
    }

    /** From now on streams find the methods of this patch. */
    synchronized void provide(PatchImage patch) throws KlpException {
        List<CompanionImage> images = of(patch);
        if (images.isEmpty()) {
            return;
        }
        try {
            open();
        } catch (ReflectiveOperationException | UnmodifiableClassException | LinkageError | RuntimeException e) {
            throw new KlpException(
                    Errno.ENOEXEC, "added serialization methods cannot be had in this JVM: " + e.getMessage(), e);
        }
        for (CompanionImage image : images) {
            byHost.merge(image.host(), List.of(image), Serialization::joined);
        }
        refresh(images, false);
    }

    /** Streams forget the methods of this patch. */
    synchronized void withdraw(PatchImage patch) {
        List<CompanionImage> images = of(patch);
        for (CompanionImage image : images) {
            byHost.computeIfPresent(image.host(), (host, list) -> without(list, image));
        }
        if (images.isEmpty()) {
            return;
        }
        refresh(images, byHost.isEmpty());
        if (byHost.isEmpty()) {
            close();
        }
    }

    private void open() throws ReflectiveOperationException, UnmodifiableClassException {
        if (!byHost.isEmpty()) {
            return;
        }
        if (methods == null) {
            initialization = new Initialization(instrumentation);
            descriptors = new StreamDescriptors(instrumentation);
            methods = new SerialMethods(instrumentation);
        }
        KlpSerial.source(this);
        instrumentation.addTransformer(door, true);
        instrumentation.retransformClasses(java.io.ObjectStreamClass.class);
        if (!door.complete()) {
            close();
            throw new NoSuchMethodException("java.io.ObjectStreamClass looks for them in another way");
        }
    }

    private void close() {
        KlpSerial.source(null);
        instrumentation.removeTransformer(door);
        try {
            instrumentation.retransformClasses(java.io.ObjectStreamClass.class);
        } catch (UnmodifiableClassException | LinkageError | RuntimeException | OutOfMemoryError e) {
            log.klp4j("class java.io.ObjectStreamClass keeps a hook that does nothing: " + e);
        }
    }

    /** Has the JVM look again at classes it may have streamed. One that was never initialized never was. */
    private void refresh(List<CompanionImage> images, boolean last) {
        StreamDescriptors streamed = descriptors;
        Initialization asked = initialization;
        if (streamed == null || asked == null) {
            return;
        }
        for (Class<?> type : heirs(images)) {
            try {
                if (asked.done(type)) {
                    streamed.refresh(type);
                }
                if (last) {
                    streamed.release(type);
                }
            } catch (Throwable e) {
                log.klp4j("the serialization methods of class '" + type.getName() + "' stay as they were: " + e);
            }
        }
    }

    /** The hosts and their subclasses, in every loader. */
    private Set<Class<?>> heirs(List<CompanionImage> images) {
        Class<?>[] loaded = instrumentation.getAllLoadedClasses();
        Set<String> names = new HashSet<>();
        images.forEach(image -> names.add(image.host()));
        Set<Class<?>> heirs = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Class<?> type : loaded) {
            if (inherits(type, names)) {
                heirs.add(type);
            }
        }
        return heirs;
    }

    private static boolean inherits(Class<?> type, Set<String> names) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (names.contains(at.getName())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable Method find(Class<?> type, String name, boolean inherited) {
        try {
            return inherited ? inherited(type, name) : own(type, name);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            log.klp4j("method '" + type.getName() + "." + name + "' of a patch is not found by streams: " + e);
            return null;
        }
    }

    private @Nullable Method own(Class<?> type, String name) throws ReflectiveOperationException {
        List<CompanionImage> images = byHost.get(type.getName());
        SerialMethods made = methods;
        ClassLoader loader = type.getClassLoader();
        if (images == null || made == null || loader == null || declares(type, name)) {
            return null;
        }
        for (CompanionImage image : images) {
            definer.define(loader, image.name(), image.bytes(), type.getProtectionDomain());
            Class<?> companion = definer.find(loader, image.name());
            for (Method method : companion == null ? new Method[0] : companion.getDeclaredMethods()) {
                if (method.getName().equals(name)) {
                    return made.leadingTo(method);
                }
            }
        }
        return null;
    }

    /** As the JDK looks: the nearest class that has it decides, and its modifiers say whether it counts here. */
    private @Nullable Method inherited(Class<?> type, String name) throws ReflectiveOperationException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (!byHost.containsKey(at.getName())) {
                continue;
            }
            for (Class<?> below = type; !below.equals(at); below = below.getSuperclass()) {
                if (declares(below, name)) {
                    return null;
                }
            }
            Method method = own(at, name);
            if (method != null) {
                return counts(type, at, method.getModifiers()) ? method : null;
            }
        }
        return null;
    }

    private static boolean counts(Class<?> type, Class<?> owner, int modifiers) {
        if (Modifier.isPrivate(modifiers)) {
            return type.equals(owner);
        }
        return Modifier.isPublic(modifiers)
                || Modifier.isProtected(modifiers)
                || (type.getClassLoader() == owner.getClassLoader()
                        && type.getPackageName().equals(owner.getPackageName()));
    }

    private static boolean declares(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals(name) && parametersFit(method));
    }

    private static boolean parametersFit(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return switch (method.getName()) {
            case "readObject" -> Arrays.equals(parameters, new Class<?>[] {java.io.ObjectInputStream.class});
            case "writeObject" -> Arrays.equals(parameters, new Class<?>[] {java.io.ObjectOutputStream.class});
            default -> parameters.length == 0;
        };
    }

    private static List<CompanionImage> joined(List<CompanionImage> older, List<CompanionImage> newer) {
        List<CompanionImage> all = new ArrayList<>(newer);
        all.addAll(older);
        return List.copyOf(all);
    }

    @SuppressWarnings("ReferenceEquality") // one module's image, not one like it
    private static @Nullable List<CompanionImage> without(List<CompanionImage> images, CompanionImage image) {
        List<CompanionImage> left =
                images.stream().filter(other -> other != image).toList();
        return left.isEmpty() ? null : left;
    }
}
