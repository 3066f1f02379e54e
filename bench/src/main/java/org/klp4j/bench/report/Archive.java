package org.klp4j.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The results as files, one for each scenario and JDK, so that a part of them can be measured again. */
public final class Archive {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path folder;

    /** Keeps them in this directory, which it makes. */
    public Archive(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Where plots go, beside the figures they show. */
    public Path folder() {
        return folder;
    }

    /** Replaces what is kept of this scenario and JDK. */
    public void keep(Result result) throws IOException {
        // Each list of numbers on one line: a page of them otherwise.
        String json = GSON.toJson(result).replaceAll("(?<=[\\[,])\\s+(-?[0-9.E]+)", " $1");
        Files.writeString(folder.resolve(name(result)), json + "\n");
    }

    private static String name(Result result) {
        return result.scenario() + "-" + result.feature() + ".json";
    }

    /** What is kept of a scenario, by ascending JDK. */
    public List<Result> of(String scenario) throws IOException {
        List<Result> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches(scenario + "-\\d+\\.json"))
                    .toList()) {
                found.add(GSON.fromJson(Files.readString(file), Result.class));
            }
        }
        found.sort(Comparator.comparingInt(Result::feature));
        return found;
    }
}
