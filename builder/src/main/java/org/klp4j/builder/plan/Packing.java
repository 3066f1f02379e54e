package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.lift.SerialClass;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.NeedImage;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.MethodKey;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Writes the class files of a module, with added classes under the names they get in the target. */
final class Packing {
    private final Inputs inputs;
    private final Lifting lifting;
    private final Remapper names;

    Packing(Inputs inputs, Lifting lifting) {
        this.inputs = inputs;
        this.lifting = lifting;
        this.names = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String name) {
                return lifting.finalName(name);
            }

            @Override
            public String mapInnerClassName(String name, String ownerName, String innerName) {
                return innerName;
            }
        };
    }

    PatchImage image(
            Map<String, Map<String, MethodNode>> bodies, Map<String, List<String>> callbacks, List<String> notes) {
        Map<String, List<FunctionImage>> objects = new TreeMap<>();
        Map<String, byte[]> files = new TreeMap<>();
        bodies.forEach((host, methods) -> {
            List<FunctionImage> functions = objects.computeIfAbsent(inputs.object(host), name -> new ArrayList<>());
            functions.addAll(functions(host, methods));
            files.put(host.replace('/', '.'), bodyClass(host, methods));
        });
        for (SerialClass serial : lifting.serials()) {
            objects.computeIfAbsent(inputs.object(serial.host()), name -> new ArrayList<>())
                    .addAll(serial(serial, files));
        }
        callbacks.keySet().forEach(name -> objects.putIfAbsent(name, List.of()));
        List<ObjectImage> images = new ArrayList<>();
        objects.forEach((name, functions) ->
                images.add(new ObjectImage(name, functions, renamed(callbacks.getOrDefault(name, List.of())))));
        List<CompanionImage> companions = companions();
        return new PatchImage(images, files, companions, needs(bodies.keySet(), files, companions), notes);
    }

    private List<NeedImage> needs(Set<String> hosts, Map<String, byte[]> files, List<CompanionImage> companions) {
        Set<String> own = new HashSet<>();
        companions.forEach(companion -> own.add(companion.name().replace('.', '/')));
        Needs needs = new Needs(own::contains);
        for (String host : hosts) {
            byte[] body = Objects.requireNonNull(files.get(host.replace('/', '.')));
            needs.addBody(host, body, inputs.oldBytes(host), inputs::optional);
        }
        for (CompanionImage companion : companions) {
            String host = companion.host().replace('.', '/');
            needs.add(host, companion.bytes(), inputs.oldBytes(host), inputs::optional);
        }
        return needs.all();
    }

    private List<String> renamed(List<String> classes) {
        return classes.stream()
                .map(name -> lifting.finalName(name).replace('/', '.'))
                .toList();
    }

    private List<FunctionImage> functions(String host, Map<String, MethodNode> methods) {
        Map<String, Integer> positions = new LinkedHashMap<>();
        List<FunctionImage> functions = new ArrayList<>();
        for (MethodNode method : running(host).methods) {
            int sympos = positions.merge(method.name, 1, Integer::sum);
            if (methods.containsKey(method.name + method.desc)) {
                functions.add(new FunctionImage(
                        host.replace('/', '.'),
                        method.name,
                        method.desc,
                        sympos,
                        inputs.oldHash(host, method),
                        inputs.newHash(host, method)));
            }
        }
        return functions;
    }

    /** Methods of a class that is brought along, replaced by the patch like those of any other. */
    private List<FunctionImage> serial(SerialClass serial, Map<String, byte[]> files) {
        byte[] without = written(serial.node());
        ClassNode out = new ClassNode();
        serial.node().accept(out);
        out.methods = new ArrayList<>(serial.patched().values());
        byte[] with = written(out);
        String name = serial.node().name.replace('/', '.');
        files.put(name, with);
        List<FunctionImage> functions = new ArrayList<>();
        Map<MethodKey, String> before = Inputs.hashes(without);
        Map<MethodKey, String> after = Inputs.hashes(with);
        for (MethodNode method : out.methods) {
            MethodKey key = new MethodKey(method.name, method.desc);
            String was = before.get(key);
            String now = after.get(key);
            functions.add(new FunctionImage(
                    name, method.name, method.desc, 1, Objects.requireNonNull(was), Objects.requireNonNull(now)));
        }
        return functions;
    }

    private ClassNode running(String host) {
        ClassNode node = inputs.before().ownClass(host);
        if (node == null) {
            throw new IllegalStateException("no running class '" + host + "'");
        }
        return node;
    }

    private byte[] bodyClass(String host, Map<String, MethodNode> methods) {
        ClassNode running = running(host);
        ClassNode fixed = inputs.after().ownClass(host);
        ClassNode out = new ClassNode();
        out.version = fixed == null ? running.version : Math.max(fixed.version & 0xffff, running.version & 0xffff);
        out.access = running.access;
        out.name = host;
        out.superName = running.superName;
        out.interfaces = running.interfaces;
        out.sourceFile = fixed == null ? running.sourceFile : fixed.sourceFile;
        boolean framesNeeded = (running.version & 0xffff) >= Opcodes.V1_6;
        for (MethodNode method : running.methods) {
            MethodNode code = methods.get(method.name + method.desc);
            if (code != null) {
                boolean old = fixed != null && (fixed.version & 0xffff) < Opcodes.V1_6;
                out.methods.add(old && framesNeeded ? lifting.withFrames(running, code) : code);
            }
        }
        return written(out);
    }

    private byte[] written(ClassNode node) {
        Verification.of(node);
        ClassWriter writer = new ClassWriter(0);
        node.accept(new ClassRemapper(writer, names));
        return writer.toByteArray();
    }

    private List<CompanionImage> companions() {
        Map<String, ClassNode> nodes = new LinkedHashMap<>();
        Map<String, String> hosts = new LinkedHashMap<>();
        lifting.drafts().forEach((node, host) -> {
            nodes.put(node.name, node);
            hosts.put(node.name, host);
        });
        Set<String> ordered = new LinkedHashSet<>();
        nodes.keySet().forEach(name -> order(name, nodes, ordered));
        List<CompanionImage> images = new ArrayList<>();
        for (String name : ordered) {
            ClassNode node = Objects.requireNonNull(nodes.get(name));
            String host = Objects.requireNonNull(hosts.get(name));
            boolean serial =
                    lifting.serials().stream().anyMatch(made -> made.node().equals(node));
            images.add(new CompanionImage(
                    lifting.finalName(name).replace('/', '.'), host.replace('/', '.'), serial, written(node)));
        }
        return images;
    }

    /** Superclasses and interfaces first. */
    private static void order(String name, Map<String, ClassNode> nodes, Set<String> ordered) {
        ClassNode node = nodes.get(name);
        if (node == null || ordered.contains(name)) {
            return;
        }
        order(node.superName, nodes, ordered);
        node.interfaces.forEach(type -> order(type, nodes, ordered));
        ordered.add(name);
    }
}
