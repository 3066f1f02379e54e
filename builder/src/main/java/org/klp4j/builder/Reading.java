package org.klp4j.builder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.builder.input.Relocations;
import org.klp4j.builder.plan.Inputs;
import org.klp4j.builder.plan.Listings;
import org.klp4j.builder.plan.SourceChanges;
import org.klp4j.builder.report.Input;
import org.klp4j.builder.source.FixedSource;
import org.klp4j.builder.source.HandWritten;
import org.klp4j.builder.source.MethodSources;
import org.klp4j.builder.world.ClassPath;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** The inputs of a request: jars, and the jars that sources make of them. */
final class Reading {
    private final BuildRequest request;
    private final Relocations relocations;
    private final Inputs inputs;
    private final @Nullable FixedSource source;
    private final CompletableFuture<List<Input>> hashed;

    /** Reads, and compiles where there is source. */
    Reading(BuildRequest request) throws KlpException {
        this.request = request;
        this.relocations = new Relocations(request.relocations());
        List<Path> files = new ArrayList<>(request.classPath());
        request.jars().forEach(pair -> files.add(pair.oldJar()));
        request.jars().stream().map(JarPair::newJar).filter(Objects::nonNull).forEach(files::add);
        Iterator<JarClasses> read = read(files).iterator();
        List<JarClasses> classPath = new ArrayList<>();
        request.classPath().forEach(file -> classPath.add(read.next()));
        List<JarClasses> running = new ArrayList<>();
        request.jars().forEach(pair -> running.add(read.next()));
        List<@Nullable JarClasses> given = new ArrayList<>();
        request.jars().forEach(pair -> given.add(pair.newJar() == null ? null : read.next()));
        this.hashed = CompletableFuture.supplyAsync(() -> hashes(request));
        FixedSource compiled = source(running, given, classPath);
        this.source = compiled;
        SourceChanges changes = compiled == null || compiled.old().isEmpty()
                ? null
                : new SourceChanges(compiled.old(), compiled.compiled());
        List<Inputs.Jar> jars = jars(running, given);
        JarClasses callbacks = request.callbacks().isEmpty()
                ? null
                : HandWritten.compiled(jars.stream().map(Inputs.Jar::newJar).toList(), classPath, request.callbacks());
        this.inputs = new Inputs(jars, new ClassPath(classPath), changes, callbacks);
    }

    /** The two states of the program. */
    Inputs inputs() {
        return inputs;
    }

    /** What the operator must know of the inputs. */
    List<String> notes() {
        FixedSource compiled = source;
        if (compiled == null) {
            return List.of();
        }
        List<String> notes = new ArrayList<>(compiled.notes());
        notes.addAll(compiled.changedConstants());
        return notes;
    }

    /** What the report shows code with. */
    Listings listings() {
        FixedSource compiled = source;
        return compiled == null
                ? new Listings(null, null)
                : new Listings(
                        new MethodSources(compiled.old(), compiled.before()),
                        new MethodSources(compiled.compiled(), compiled.after()));
    }

    /**
     * The files given, with their hashes.
     *
     * @throws UncheckedIOException when one cannot be read; its message is one line for the user
     */
    List<Input> files() {
        try {
            return hashed.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException unreadable) {
                throw unreadable;
            }
            throw e;
        }
    }

    private static List<Input> hashes(BuildRequest request) {
        List<Given> files = new ArrayList<>();
        for (JarPair pair : request.jars()) {
            files.add(new Given("--old", pair.oldJar()));
            if (pair.newJar() != null) {
                files.add(new Given("--new", pair.newJar()));
            }
        }
        add(files, "--source", request.sources());
        if (request.diff() != null) {
            files.add(new Given("--diff", request.diff()));
        }
        add(files, "--sources", request.sourceJars());
        add(files, "--class-path", request.classPath());
        add(files, "--callbacks", request.callbacks());
        return files.stream().map(Given::hashed).toList();
    }

    private static void add(List<Given> files, String role, List<Path> paths) {
        paths.forEach(path -> files.add(new Given(role, path)));
    }

    /** A file and the option that named it. */
    private record Given(String role, Path path) {
        Input hashed() {
            try {
                String hash = Files.isRegularFile(path)
                        ? HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)))
                        : "";
                return new Input(role, String.valueOf(path.getFileName()), hash);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read '" + path + "': " + e.getMessage(), e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    private List<Inputs.Jar> jars(List<JarClasses> running, List<@Nullable JarClasses> given) throws KlpException {
        FixedSource compiled = source;
        List<Inputs.Jar> jars = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            JarClasses was = running.get(i);
            JarClasses now = given.get(i);
            if (now == null && compiled != null) {
                now = compiled.fixed(was);
            }
            if (now == null) {
                throw new KlpException(
                        Errno.EINVAL, "no fix was given for jar '" + was.file() + "'; give --new, --source or --diff");
            }
            if (!was.names().isEmpty() && Collections.disjoint(was.names(), now.names())) {
                throw new KlpException(
                        Errno.EINVAL,
                        "'" + was.file() + "' and '" + now.file()
                                + "' have no class in common; give two releases of one library as --old and --new");
            }
            jars.add(new Inputs.Jar(was.file(), was, now));
        }
        return jars;
    }

    private @Nullable FixedSource source(
            List<JarClasses> running, List<@Nullable JarClasses> given, List<JarClasses> classPath)
            throws KlpException {
        if (request.sources().isEmpty() && request.diff() == null) {
            return null;
        }
        List<JarClasses> patched = new ArrayList<>();
        List<JarClasses> path = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            JarClasses now = given.get(i);
            if (now == null) {
                patched.add(running.get(i));
            } else {
                path.add(now);
            }
        }
        if (patched.isEmpty()) {
            throw new KlpException(Errno.EINVAL, "every jar has its fix in --new; give the jar the source belongs to");
        }
        path.addAll(classPath);
        return FixedSource.of(patched, path, request.sources(), request.diff(), request.sourceJars());
    }

    /** All at once, on every processor; the first that cannot be read is told. */
    private List<JarClasses> read(List<Path> files) throws KlpException {
        List<JarClasses> jars = new ArrayList<>();
        for (Outcome outcome : files.parallelStream().map(this::read).toList()) {
            jars.add(outcome.jar());
        }
        return jars;
    }

    private Outcome read(Path file) {
        try {
            return new Outcome(relocations.of(JarClasses.read(file)), null);
        } catch (KlpException e) {
            return new Outcome(null, e);
        }
    }

    /** What became of reading a jar. */
    private record Outcome(
            @Nullable JarClasses read, @Nullable KlpException refusal) {
        JarClasses jar() throws KlpException {
            if (refusal != null) {
                throw refusal;
            }
            return Objects.requireNonNull(read);
        }
    }
}
