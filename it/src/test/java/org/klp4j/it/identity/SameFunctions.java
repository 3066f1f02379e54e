package org.klp4j.it.identity;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleInfo;
import org.klp4j.format.ModuleJar;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Notrace;
import org.klp4j.weave.Refusal;

/**
 * The functions of a system as its own class files have them, and modules that replace a set of them by themselves.
 * {@code klp build} makes no such module, since there is nothing to change.
 */
final class SameFunctions {
    /** A module file, and how much it replaces. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Module(byte[] file, int functions, int classes) {}

    private record Candidate(String className, FunctionImage image) {}

    private final String object;
    private final Map<String, byte[]> classFiles = new TreeMap<>();
    private final List<Candidate> candidates = new ArrayList<>();

    /** Functions by class and name that have turned out to be where threads stay for good. */
    private final Set<String> avoided = new TreeSet<>();

    private SameFunctions(String object) {
        this.object = object;
    }

    /** Of a jar, those classes the target has loaded. */
    static SameFunctions ofJar(String object, Path jar, Set<String> loaded) throws IOException, Refusal {
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            return of(object, files.getPath("/"), loaded);
        }
    }

    /** Of a module of the JDK itself. */
    static SameFunctions ofJdk(Path home, String module, Set<String> loaded) throws IOException, Refusal {
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", home.toString()))) {
            return of("vmlinux", files.getPath("/modules", module), loaded);
        }
    }

    private static SameFunctions of(String object, Path root, Set<String> loaded) throws IOException, Refusal {
        SameFunctions functions = new SameFunctions(object);
        for (String name : new TreeSet<>(loaded)) {
            Path file = root.resolve(name.replace('.', '/') + ".class");
            boolean other = Files.isDirectory(root.resolve("META-INF/versions")) && versioned(root, name);
            if (Files.exists(file) && !other && Notrace.classReason(name) == null) {
                functions.add(name, Files.readAllBytes(file));
            }
        }
        return functions;
    }

    /** A release of Java may have a class file of its own. */
    private static boolean versioned(Path root, String name) throws IOException {
        try (Stream<Path> versions = Files.list(root.resolve("META-INF/versions"))) {
            return versions.anyMatch(version -> Files.exists(version.resolve(name.replace('.', '/') + ".class")));
        }
    }

    private void add(String className, byte[] classFile) throws Refusal {
        classFiles.put(className, classFile);
        Map<String, Integer> positions = new HashMap<>();
        Map<MethodKey, String> hashes = BodyHash.all(classFile);
        for (ClassSymbols.Symbol symbol : ClassSymbols.of(classFile).symbols()) {
            MethodKey key = symbol.key();
            int position = positions.merge(key.name(), 1, Integer::sum);
            String hash = hashes.get(key);
            if (hash != null && Notrace.methodReason(symbol) == null) {
                candidates.add(new Candidate(
                        className, new FunctionImage(className, key.name(), key.descriptor(), position, hash, hash)));
            }
        }
    }

    int size() {
        return candidates.size();
    }

    /** Leaves this function, {@code class.method}, out from now on. */
    void avoid(String function) {
        avoided.add(function);
    }

    Set<String> avoided() {
        return avoided;
    }

    /** A module that replaces so many functions, chosen at random, by what they are. */
    Module module(String name, int count, Random random) throws KlpException {
        Map<String, List<FunctionImage>> byClass = chosen(count, random);
        Map<String, byte[]> bodies = new HashMap<>();
        List<FunctionImage> functions = new ArrayList<>();
        byClass.forEach((className, images) -> {
            bodies.put(className, classFiles.get(className));
            functions.addAll(images);
        });
        PatchImage patch = new PatchImage(
                List.of(new ObjectImage(object, functions, List.of())), bodies, List.of(), List.of(), List.of());
        ModuleInfo info = ModuleInfo.built(name, "1", "the same again");
        return new Module(ModuleJar.write(new ModuleImage(info, patch, Map.of())), functions.size(), byClass.size());
    }

    /** Classes in random order, of each the same random share of its functions, so a few of many or all of some. */
    private Map<String, List<FunctionImage>> chosen(int count, Random random) {
        List<List<Candidate>> classes = new ArrayList<>(candidates.stream()
                .filter(each -> !avoided.contains(each.className + "." + each.image.method()))
                .collect(Collectors.groupingBy(each -> each.className, TreeMap::new, Collectors.toList()))
                .values());
        Collections.shuffle(classes, random);
        double share = random.nextDouble();
        Map<String, List<FunctionImage>> byClass = new TreeMap<>();
        int left = count;
        for (List<Candidate> all : classes) {
            Collections.shuffle(all, random);
            List<Candidate> some = all.subList(0, Math.min(left, Math.max(1, (int) (all.size() * share))));
            if (!some.isEmpty()) {
                byClass.put(
                        some.get(0).className,
                        some.stream().map(each -> each.image).toList());
            }
            left -= some.size();
        }
        return byClass;
    }
}
