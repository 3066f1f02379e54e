package org.klp4j.agent.module;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.weave.CallBody;
import org.klp4j.agent.weave.Trampolines;
import org.klp4j.api.KlpCore;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.KlpState;
import org.klp4j.api.ThisModule;
import org.klp4j.engine.FunctionName;
import org.klp4j.engine.FunctionSpec;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.ObjectSpec;
import org.klp4j.engine.PatchSpec;
import org.klp4j.engine.PatchView;
import org.klp4j.engine.StateSpec;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.hook.KlpCall;
import org.klp4j.hook.KlpShadowTable;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.Refusal;
import org.objectweb.asm.Opcodes;

/** The core as hand-written modules see it: takes their structures, and what belongs to a module when it leaves. */
public final class WrittenPatches implements KlpCore {
    private final Livepatch livepatch;
    private final Trampolines trampolines;

    /** Ids of the calls that lead into a module. Guarded by this. */
    private final Map<Self, List<String>> calls = new IdentityHashMap<>();

    /** Lets modules use this core. */
    public WrittenPatches(Livepatch livepatch, Trampolines trampolines) {
        this.livepatch = livepatch;
        this.trampolines = trampolines;
    }

    private interface Operation {
        void run() throws KlpException;
    }

    private static int call(@Nullable ThisModule module, Operation operation) {
        try {
            operation.run();
            return 0;
        } catch (KlpException refused) {
            return module instanceof Self self ? self.refused(refused) : -refused.errno();
        }
    }

    @Override
    public int enablePatch(@Nullable KlpPatch patch) {
        if (patch == null) {
            return -refuse("malformed patch: there is none").errno();
        }
        return call(patch.mod(), () -> livepatch.enable(spec(patch)));
    }

    @Override
    public int registerPatch(@Nullable KlpPatch patch) {
        if (patch == null) {
            return -refuse("malformed patch: there is none").errno();
        }
        return call(patch.mod(), () -> livepatch.register(spec(patch)));
    }

    @Override
    public int unregisterPatch(KlpPatch patch) {
        return call(patch.mod(), () -> livepatch.unregister(name(patch)));
    }

    @Override
    public int setEnabled(KlpPatch patch, boolean enabled) {
        return call(patch.mod(), () -> livepatch.storeEnabled(name(patch), enabled));
    }

    private String name(KlpPatch patch) throws KlpException {
        ThisModule module = patch.mod();
        if (module == null) {
            throw refuse("malformed patch: it has no module");
        }
        return module.name();
    }

    private PatchSpec spec(KlpPatch patch) throws KlpException {
        Self self = patch.mod() instanceof Self own ? own : null;
        List<KlpObject> objects = patch.objects();
        if (self == null || objects == null) {
            return new PatchSpec(self, null, List.of(), patch.replace(), patch.immediate());
        }
        List<ObjectSpec> specs = new ArrayList<>();
        int number = 0;
        for (KlpObject object : objects) {
            List<FunctionSpec> functions = null;
            if (object.funcs() != null) {
                functions = new ArrayList<>();
                for (KlpFunc function : object.funcs()) {
                    functions.add(function(self, function, number++));
                }
            }
            specs.add(new ObjectSpec(object.name(), functions, WrittenCallbacks.of(object)));
        }
        List<StateSpec> states = patch.states().stream()
                .map(state -> new StateSpec(state.id(), state.version(), state))
                .toList();
        return new PatchSpec(self, specs, states, patch.replace(), patch.immediate());
    }

    private FunctionSpec function(Self self, KlpFunc function, int number) throws KlpException {
        FunctionName name = name(function);
        if (name == null) {
            return new FunctionSpec(null, null, function.immediate());
        }
        Class<?> type = function.newClass();
        String method = function.newFunc();
        if (type == null || method == null) {
            return new FunctionSpec(name, null, function.immediate());
        }
        String descriptor = descriptor(self, type, method);
        ModuleFunction callee = new ModuleFunction(self.loader, type, method, descriptor, self.content, number);
        connect(self, callee);
        return new FunctionSpec(name, new CallBody(callee, trampolines), function.immediate());
    }

    private @Nullable FunctionName name(KlpFunc function) throws KlpException {
        String oldName = function.oldName();
        String oldClass = function.oldClass();
        if (oldName == null || oldName.isEmpty()) {
            return null;
        }
        if (oldClass != null) {
            return new FunctionName(oldClass, oldName, function.descriptor(), function.oldSympos(), oldName);
        }
        int dot = oldName.lastIndexOf('.');
        if (dot <= 0) {
            throw refuse("malformed patch: old_name '" + oldName + "' names no class; write com.foo.Bar.baz");
        }
        String method = oldName.substring(dot + 1);
        return new FunctionName(oldName.substring(0, dot), method, function.descriptor(), function.oldSympos());
    }

    /** Reads the class file instead of reflecting, which would load every class its methods mention. */
    private String descriptor(Self self, Class<?> type, String method) throws KlpException {
        byte[] classFile = self.loader.classFile(type.getName());
        List<String> found = new ArrayList<>();
        if (classFile != null) {
            try {
                for (ClassSymbols.Symbol symbol : ClassSymbols.of(classFile).symbols()) {
                    if (symbol.key().name().equals(method) && (symbol.access() & Opcodes.ACC_STATIC) != 0) {
                        found.add(symbol.key().descriptor());
                    }
                }
            } catch (Refusal unreadable) {
                throw refuse(String.valueOf(unreadable.getMessage()));
            }
        }
        if (found.size() != 1) {
            throw refuse("malformed patch: new_func '" + type.getName() + "." + method + "' is "
                    + (found.isEmpty() ? "no static method of the module" : "ambiguous; give it a name of its own"));
        }
        return found.get(0);
    }

    private void connect(Self self, ModuleFunction callee) throws KlpException {
        try {
            KlpCall.connect(callee.id(), callee);
        } catch (ReflectiveOperationException | LinkageError missing) {
            throw refuse("new_func '" + callee.symbol() + "' cannot be linked: " + missing);
        }
        synchronized (this) {
            calls.computeIfAbsent(self, module -> new ArrayList<>()).add(callee.id());
        }
    }

    private KlpException refuse(String why) {
        livepatch.log().klp4j(why);
        return new KlpException(Errno.EINVAL, why);
    }

    /** The module is gone, or its init failed: what it left enabled or registered is undone. */
    void leave(Self self) {
        for (PatchView view : livepatch.patches()) {
            if (view.name().equals(self.name())) {
                livepatch.log().klp4j("module '" + self.name() + "' leaves its patch behind; klp4j takes it out");
                if (view.enabled()) {
                    call(self, () -> livepatch.storeEnabled(self.name(), false));
                }
            }
        }
        self.whenFree(() -> {
            livepatch.abandon(self);
            cut(self);
        });
    }

    private void cut(Self self) {
        List<String> ids;
        synchronized (this) {
            ids = calls.remove(self);
        }
        if (ids != null) {
            ids.forEach(KlpCall::cut);
        }
    }

    @Override
    public @Nullable KlpState previousState(long id) {
        StateSpec state = livepatch.previousState(id);
        return state != null && state.data() instanceof KlpState known ? known : null;
    }

    @Override
    public @Nullable Object shadowGet(Object object, long id) {
        return KlpShadowTable.get(object, id);
    }

    @Override
    public @Nullable Object shadowPutIfAbsent(Object object, long id, Object fresh) {
        return KlpShadowTable.putIfAbsent(object, id, fresh);
    }

    @Override
    public @Nullable Object shadowRemove(Object object, long id) {
        return KlpShadowTable.remove(object, id);
    }

    @Override
    public Iterable<Object> shadowOwners(long id) {
        return KlpShadowTable.owners(id);
    }

    @Override
    public void log(String text) {
        livepatch.log().livepatch(text);
    }
}
