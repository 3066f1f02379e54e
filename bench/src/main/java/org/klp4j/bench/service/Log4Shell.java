package org.klp4j.bench.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.klp4j.bench.lab.Patched;
import org.klp4j.bench.lab.Sources;
import org.klp4j.bench.peer.AgentJars;
import org.klp4j.bench.peer.Fix;
import org.klp4j.format.KlpException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The fix of CVE-2021-44228: the method that opens the connection, and the one that every logged message goes through.
 * For plain redefinition the two fixed bodies are put into the vulnerable classes, which it would refuse otherwise.
 */
final class Log4Shell {
    private static final String PACKAGE = "org.apache.logging.log4j.core.";
    private static final Map<String, String> METHODS =
            Map.of(PACKAGE + "net.JndiManager", "lookup", PACKAGE + "pattern.MessagePatternConverter", "format");

    private Log4Shell() {}

    static Fix fix(Path folder, Path home) throws IOException, KlpException {
        Path vulnerable = home.resolve("lib/demo/log4j-core-2.14.1.jar");
        Path fixed = home.resolve("lib/demo/fix/log4j-core-2.12.2.jar");
        List<String> classes = METHODS.keySet().stream().sorted().toList();
        List<String> only =
                classes.stream().map(name -> name + "." + METHODS.get(name)).toList();
        for (String name : classes) {
            String entry = name.replace('.', '/') + ".class";
            byte[] old = Sources.entry(vulnerable, entry);
            put(folder.resolve("old").resolve(entry), old);
            put(
                    folder.resolve("new").resolve(entry),
                    merged(old, Sources.entry(fixed, entry), METHODS.getOrDefault(name, "")));
        }
        AgentJars.raw(folder);
        return new Fix(
                folder,
                vulnerable,
                fixed,
                folder.resolve("old"),
                folder.resolve("new"),
                classes,
                Patched.module(folder, "log4shell", vulnerable, fixed, only),
                "");
    }

    private static void put(Path file, byte[] code) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, code);
    }

    /** The old class with the new class's body of one method. */
    private static byte[] merged(byte[] old, byte[] fixed, String method) {
        ClassNode into = node(old);
        ClassNode from = node(fixed);
        into.methods.replaceAll(mine -> mine.name.equals(method)
                ? from.methods.stream()
                        .filter(theirs -> theirs.name.equals(mine.name) && theirs.desc.equals(mine.desc))
                        .findFirst()
                        .map(theirs -> withAccess(theirs, mine.access))
                        .orElse(mine)
                : mine);
        ClassWriter writer = new ClassWriter(0);
        into.accept(writer);
        return writer.toByteArray();
    }

    private static MethodNode withAccess(MethodNode method, int access) {
        method.access = access;
        return method;
    }

    private static ClassNode node(byte[] code) {
        ClassNode node = new ClassNode();
        new ClassReader(code).accept(node, 0);
        return node;
    }
}
