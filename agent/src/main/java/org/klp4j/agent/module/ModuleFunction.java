package org.klp4j.agent.module;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.weave.Callee;
import org.klp4j.hook.KlpCall;

/** A static method of a hand-written module that replaces a function. */
final class ModuleFunction implements Callee, KlpCall.Function {
    private final ModuleLoader loader;
    private final Class<?> type;
    private final String method;
    private final String descriptor;
    private final String id;
    private final String tag;

    /**
     * A function.
     *
     * @param content names the module and its content, so that companions made for it fit when it is loaded again
     * @param number of the function in its patch
     */
    ModuleFunction(ModuleLoader loader, Class<?> type, String method, String descriptor, String content, int number) {
        this.loader = loader;
        this.type = type;
        this.method = method;
        this.descriptor = descriptor;
        this.id = content + "#" + number;
        this.tag = content + "_" + number;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public String symbol() {
        return type.getName() + "." + method;
    }

    @Override
    public String descriptor() {
        return descriptor;
    }

    @Override
    public boolean see(String host, @Nullable ClassLoader hostLoader) {
        return loader.see(host, hostLoader);
    }

    @Override
    public void link() throws ReflectiveOperationException {
        find();
    }

    @Override
    public MethodHandle find() throws ReflectiveOperationException {
        MethodType signature = MethodType.fromMethodDescriptorString(descriptor, loader);
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        return lookup.findStatic(type, method, signature);
    }
}
