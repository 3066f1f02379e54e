package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.report.Listing;
import org.klp4j.builder.source.MethodSources;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Puts old and new code of functions side by side: the source where both versions of it are known, else bytecode. */
public final class Listings {
    private final @Nullable MethodSources before;
    private final @Nullable MethodSources after;
    private final List<Listing> listings = new ArrayList<>();

    /** Listings with these sources, null where there are none. */
    public Listings(@Nullable MethodSources before, @Nullable MethodSources after) {
        this.before = before;
        this.after = after;
    }

    /** A function of the patch. */
    void changed(ClassNode host, MethodNode old, String origin, String originName, MethodNode code, String why) {
        String symbol = symbol(host, old);
        List<String> was = text(before, host.name, old.name, old.desc);
        List<String> now = text(after, origin, originName, code.desc);
        if (!was.isEmpty() && !now.isEmpty()) {
            listings.add(new Listing(symbol, why, true, was, now));
        } else {
            List<String> oldCode = Bytecode.of(old);
            List<String> newCode = Bytecode.of(code);
            if (!oldCode.equals(newCode)) {
                listings.add(new Listing(symbol, why, false, oldCode, newCode));
            }
        }
    }

    /** A method the fix adds. */
    void added(ClassNode host, MethodNode method, String origin, String originName) {
        if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
            List<String> source = text(after, origin, originName, method.desc);
            List<String> lines = source.isEmpty() ? Bytecode.of(method) : source;
            listings.add(new Listing(symbol(host, method), "added", !source.isEmpty(), List.of(), lines));
        }
    }

    private static String symbol(ClassNode host, MethodNode method) {
        return host.name.replace('/', '.') + "." + PatchPlan.member(method);
    }

    private static List<String> text(
            @Nullable MethodSources sources, String className, String name, String descriptor) {
        List<String> found = sources == null ? null : sources.of(className, name, descriptor);
        return found == null ? List.of() : found;
    }

    List<Listing> all() {
        return listings;
    }
}
