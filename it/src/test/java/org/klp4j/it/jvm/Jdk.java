package org.klp4j.it.jvm;

import java.nio.file.Path;

/**
 * A JDK on this machine that can be a target.
 *
 * @param home the directory that holds {@code bin/java}
 * @param feature e.g. 17
 * @param version the whole version, e.g. {@code 17.0.15}
 */
public record Jdk(Path home, int feature, String version) {
    /** A program of this JDK, e.g. {@code java}. */
    public String tool(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Whether virtual threads are there without preview flags. */
    public boolean virtualThreads() {
        return feature >= 21;
    }

    @Override
    public String toString() {
        return "JDK " + version;
    }
}
