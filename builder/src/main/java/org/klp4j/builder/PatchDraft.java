package org.klp4j.builder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.klp4j.builder.diff.Change;
import org.klp4j.builder.diff.ChangeKind;
import org.klp4j.builder.diff.JarDiff;
import org.klp4j.builder.input.ClassFile;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.builder.input.ObjectName;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.BodyClass;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;
import org.objectweb.asm.tree.MethodNode;

/** A patch being put together from one pair of jars after the other. */
final class PatchDraft {
    private final Selection selection;
    private final List<Item> items = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, List<FunctionImage>> objects = new LinkedHashMap<>();
    private final Map<String, byte[]> bodies = new TreeMap<>();

    PatchDraft(Selection selection) {
        this.selection = selection;
    }

    List<Item> items() {
        return items;
    }

    List<String> warnings() {
        return warnings;
    }

    PatchImage image(List<String> notes) {
        List<ObjectImage> images = new ArrayList<>();
        objects.forEach((name, functions) -> images.add(new ObjectImage(name, functions)));
        return new PatchImage(images, bodies, List.of(), notes);
    }

    void add(Path file, JarClasses oldJar, JarClasses newJar) {
        Map<String, Set<String>> carried = new TreeMap<>();
        for (Change change : JarDiff.of(oldJar, newJar)) {
            boolean taken = change.name().isEmpty()
                    ? selection.takesClass(change.binaryName())
                    : selection.takes(change.binaryName(), change.name());
            boolean body = change.kind() == ChangeKind.BODY;
            Fate fate = !taken ? Fate.EXCLUDED : body ? Fate.CARRIED : Fate.REFUSED;
            items.add(new Item(
                    fate, change.binaryName(), change.member(), change.kind().text(), change.detail()));
            if (fate == Fate.CARRIED) {
                carried.computeIfAbsent(change.className(), name -> new TreeSet<>())
                        .add(change.name() + change.descriptor());
            }
        }
        List<FunctionImage> functions = objects.computeIfAbsent(ObjectName.of(file), name -> new ArrayList<>());
        carried.forEach((name, methods) -> functions.addAll(replace(oldJar.get(name), newJar.get(name), methods)));
    }

    private List<FunctionImage> replace(ClassFile before, ClassFile after, Set<String> methods) {
        bodies.put(before.binaryName(), BodyClass.of(before, after.node(), BodyClass.select(after.node(), methods)));
        Map<String, Integer> positions = new LinkedHashMap<>();
        List<FunctionImage> functions = new ArrayList<>();
        for (MethodNode method : before.node().methods) {
            int sympos = positions.merge(method.name, 1, Integer::sum);
            if (methods.contains(method.name + method.desc)) {
                MethodKey key = new MethodKey(method.name, method.desc);
                functions.add(new FunctionImage(
                        before.binaryName(), method.name, method.desc, sympos, hash(before, key), hash(after, key)));
            }
        }
        return functions;
    }

    private static String hash(ClassFile file, MethodKey method) {
        try {
            String hash = BodyHash.of(file.bytes(), method);
            if (hash == null) {
                throw new IllegalStateException("no code in " + file.binaryName() + "." + method);
            }
            return hash;
        } catch (Refusal e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
