package org.klp4j.builder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to build, from what.
 *
 * @param jars at least one; several for a fix that spans jars
 * @param sources fixed {@code .java} files or directories of them, compiled against the old jars and the class path
 * @param diff a unified diff against the source jars; null when there is none
 * @param sourceJars the sources of the old jars: what the diff applies to, and what tells, for fixed files too, which
 *     differences are the fix's and which the compiler's
 * @param classPath further jars the code refers to: needed to check its links, never patched
 * @param only patterns of what to carry; empty = everything that differs. A pattern is a class name (which includes
 *     its nested classes), {@code Class.method}, or either with {@code *} for any run of characters
 * @param exclude patterns of what to leave out, applied after {@code only}
 * @param withCallers also carry the callers of what changed
 * @param leaveOutRefused leave out what cannot be carried, and what needs it, in place of a refusal
 * @param acceptedRules rules for members the builder cannot decide on, e.g. {@code com.foo.Bar.limit=50}
 * @param callbacks {@code .java} files with callbacks and initialisers
 * @param relocations packages under other names, e.g. {@code com.foo=shaded.com.foo}: the module is for the copy
 * @param listings whether the report is to hold old and new code
 * @param name module name; empty = derived from the output file or the old jar
 * @param version the module's version, may be empty
 * @param description one line, may be empty
 * @param output the file to write; null = {@code NAME.klp.jar} in the working directory
 */
public record BuildRequest(
        List<JarPair> jars,
        List<Path> sources,
        @Nullable Path diff,
        List<Path> sourceJars,
        List<Path> classPath,
        List<String> only,
        List<String> exclude,
        boolean withCallers,
        boolean leaveOutRefused,
        List<String> acceptedRules,
        List<Path> callbacks,
        List<String> relocations,
        boolean listings,
        String name,
        String version,
        String description,
        @Nullable Path output) {

    /** Copies the lists. */
    public BuildRequest {
        jars = List.copyOf(jars);
        sources = List.copyOf(sources);
        sourceJars = List.copyOf(sourceJars);
        classPath = List.copyOf(classPath);
        only = List.copyOf(only);
        exclude = List.copyOf(exclude);
        acceptedRules = List.copyOf(acceptedRules);
        callbacks = List.copyOf(callbacks);
        relocations = List.copyOf(relocations);
    }

    /** Starts a request. */
    public static Draft draft() {
        return new Draft();
    }

    /** A request being put together; not for use by several threads. */
    public static final class Draft {
        private final List<JarPair> jars = new ArrayList<>();
        private final List<Path> sources = new ArrayList<>();
        private final List<Path> sourceJars = new ArrayList<>();
        private final List<Path> classPath = new ArrayList<>();
        private final List<String> only = new ArrayList<>();
        private final List<String> exclude = new ArrayList<>();
        private final List<String> rules = new ArrayList<>();
        private final List<Path> callbacks = new ArrayList<>();
        private final List<String> relocations = new ArrayList<>();
        private boolean withCallers;
        private boolean leaveOutRefused;
        private boolean listings;
        private String name = "";
        private String version = "";
        private String description = "";
        private @Nullable Path diff;
        private @Nullable Path output;

        private Draft() {}

        /** Adds a jar and its fix. */
        public Draft jar(Path oldJar, @Nullable Path newJar) {
            jars.add(new JarPair(oldJar, newJar));
            return this;
        }

        /** Adds fixed source files. */
        public Draft sources(List<Path> files) {
            sources.addAll(files);
            return this;
        }

        /** A unified diff against the source jars. */
        public Draft diff(@Nullable Path file) {
            diff = file;
            return this;
        }

        /** Adds source jars of the old jars. */
        public Draft sourceJars(List<Path> jarFiles) {
            sourceJars.addAll(jarFiles);
            return this;
        }

        /** Adds jars the code refers to. */
        public Draft classPath(List<Path> jarFiles) {
            classPath.addAll(jarFiles);
            return this;
        }

        /** Adds patterns of what to carry. */
        public Draft only(List<String> patterns) {
            only.addAll(patterns);
            return this;
        }

        /** Adds patterns of what to leave out. */
        public Draft exclude(List<String> patterns) {
            exclude.addAll(patterns);
            return this;
        }

        /** Adds rules, e.g. {@code com.foo.Bar.limit=50}. */
        public Draft rules(List<String> lines) {
            rules.addAll(lines);
            return this;
        }

        /** Adds files with callbacks and initialisers. */
        public Draft callbacks(List<Path> files) {
            callbacks.addAll(files);
            return this;
        }

        /** Adds relocations, e.g. {@code com.foo=shaded.com.foo}. */
        public Draft relocations(List<String> lines) {
            relocations.addAll(lines);
            return this;
        }

        /** Whether to carry callers too. */
        public Draft withCallers(boolean value) {
            withCallers = value;
            return this;
        }

        /** Whether to leave out what cannot be carried. */
        public Draft leaveOutRefused(boolean value) {
            leaveOutRefused = value;
            return this;
        }

        /** Whether the report is to hold old and new code. */
        public Draft listings(boolean value) {
            listings = value;
            return this;
        }

        /** The module name. */
        public Draft name(String value) {
            name = value;
            return this;
        }

        /** The module's version. */
        public Draft version(String value) {
            version = value;
            return this;
        }

        /** One line about the module. */
        public Draft description(String value) {
            description = value;
            return this;
        }

        /** The file to write. */
        public Draft output(@Nullable Path file) {
            output = file;
            return this;
        }

        /** The request. */
        public BuildRequest build() {
            return new BuildRequest(
                    jars,
                    sources,
                    diff,
                    sourceJars,
                    classPath,
                    only,
                    exclude,
                    withCallers,
                    leaveOutRefused,
                    rules,
                    callbacks,
                    relocations,
                    listings,
                    name,
                    version,
                    description,
                    output);
        }
    }
}
