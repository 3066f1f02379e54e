package org.klp4j.hook;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * A function of a module that woven code calls: where the calls in all loader copies of its companion class lead to.
 *
 * <p>Companion classes live as long as the class loader of the code they patch; modules come and go. So a companion
 * names a function by id only, and the agent connects the id to the module's method and cuts it again. A cut call
 * site holds nothing of the module; a call site is held by its companion alone.
 */
public final class KlpCall {
    /** Finds the module's method when it is first called, or needed to be. */
    public interface Function {
        /** The method; what it throws reaches the caller as a linkage error. */
        MethodHandle find() throws ReflectiveOperationException;
    }

    /** By id; guarded by itself. */
    private static final HashMap<String, KlpCall> CALLS = new HashMap<>();

    /** Guarded by {@link #CALLS}, as is the array's content. */
    private @Nullable Function target;

    private WeakReference<?>[] sites = new WeakReference<?>[0];

    private KlpCall() {}

    /** Bootstrap of the {@code invokedynamic} in companion classes; constant for as long as the module is loaded. */
    public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type, String id)
            throws ReflectiveOperationException {
        MutableCallSite site = new MutableCallSite(type);
        synchronized (CALLS) {
            KlpCall call = call(id);
            site.setTarget(adapted(call.target, type));
            call.keep(site);
        }
        return site;
    }

    /** Leads every call of this id to {@code function}, now and when linked later. */
    public static void connect(String id, Function function) throws ReflectiveOperationException {
        synchronized (CALLS) {
            KlpCall call = call(id);
            call.target = function;
            call.retarget();
        }
    }

    /** Lets go of the module's function. Nobody calls it any more: it is no longer woven in. */
    public static void cut(String id) {
        synchronized (CALLS) {
            KlpCall call = CALLS.get(id);
            if (call != null) {
                call.target = null;
                if (call.disconnect() == 0) {
                    CALLS.remove(id);
                }
            }
        }
    }

    private static KlpCall call(String id) {
        KlpCall call = CALLS.get(id);
        if (call == null) {
            call = new KlpCall();
            CALLS.put(id, call);
        }
        return call;
    }

    private void keep(MutableCallSite site) {
        WeakReference<?>[] more = new WeakReference<?>[sites.length + 1];
        System.arraycopy(sites, 0, more, 0, sites.length);
        more[sites.length] = new WeakReference<>(site);
        sites = more;
    }

    private int disconnect() {
        try {
            return retarget();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns how many call sites there are. */
    private int retarget() throws ReflectiveOperationException {
        MutableCallSite[] changed = new MutableCallSite[sites.length];
        int live = 0;
        for (WeakReference<?> reference : sites) {
            MutableCallSite site = (MutableCallSite) reference.get();
            if (site != null) {
                site.setTarget(adapted(target, site.type()));
                changed[live] = site;
                sites[live] = reference;
                live++;
            }
        }
        WeakReference<?>[] kept = new WeakReference<?>[live];
        System.arraycopy(sites, 0, kept, 0, live);
        sites = kept;
        if (live > 0) {
            MutableCallSite[] synced = new MutableCallSite[live];
            System.arraycopy(changed, 0, synced, 0, live);
            MutableCallSite.syncAll(synced);
        }
        return live;
    }

    private static MethodHandle adapted(@Nullable Function function, MethodType type)
            throws ReflectiveOperationException {
        if (function != null) {
            return function.find().asType(type);
        }
        MethodHandle thrower = MethodHandles.throwException(type.returnType(), IllegalStateException.class);
        IllegalStateException cut = new IllegalStateException("the module this call leads to is unloaded");
        return MethodHandles.dropArguments(thrower.bindTo(cut), 0, type.parameterArray());
    }
}
