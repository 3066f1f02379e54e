package org.klp4j.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;

/**
 * Gives the methods of a class their bodies. A class file can only be read as a whole, so the methods are written side
 * by side, all first bodies and then all second ones, and each class that has some of them is read once for each round
 * instead of once for each method.
 */
final class Bodies {
    private Bodies() {}

    static void append(List<MethodWeaver> methods) {
        append(methods, MethodWeaver::first);
        methods.forEach(MethodWeaver::otherwise);
        append(methods, MethodWeaver::second);
        methods.forEach(MethodWeaver::finish);
    }

    private static void append(
            List<MethodWeaver> methods, Function<MethodWeaver, MethodWeaver.@Nullable Source> which) {
        List<MethodWeaver> left = new ArrayList<>(methods);
        left.removeIf(method -> which.apply(method) == null);
        while (!left.isEmpty()) {
            // a method that gives its body to several takes a round for each
            Map<ClassReader, Map<MethodKey, MethodWeaver>> round = new LinkedHashMap<>();
            left.removeIf(method -> {
                MethodWeaver.Source source = Objects.requireNonNull(which.apply(method));
                return round.computeIfAbsent(source.classFile(), none -> new HashMap<>())
                                .putIfAbsent(source.method(), method)
                        == null;
            });
            round.forEach(Bodies::read);
        }
    }

    private static void read(ClassReader classFile, Map<MethodKey, MethodWeaver> wanted) {
        int parsing = wanted.values().iterator().next().parsing(); // one for all methods of a class
        classFile.accept(
                new ClassVisitor(ClassFiles.API) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        MethodWeaver method = wanted.get(new MethodKey(name, descriptor));
                        return method == null ? null : method.body();
                    }
                },
                parsing);
    }
}
