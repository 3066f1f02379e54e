package org.klp4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.BuildResult;
import org.klp4j.builder.report.HtmlReport;
import org.klp4j.builder.report.Input;
import org.klp4j.builder.report.Item;
import org.klp4j.builder.report.Listing;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** The report of a build as JSON and in files. */
final class BuildReports {
    private BuildReports() {}

    /** Writes the files that were asked for, also when the build refused. */
    static void write(BuildResult result, @Nullable Path json, @Nullable Path html) throws KlpException {
        if (json != null) {
            Map<String, @Nullable Object> map = map(result);
            map.put(
                    "code",
                    result.report().listings().stream().map(BuildReports::map).toList());
            write(json, Json.of(map) + "\n");
        }
        if (html != null) {
            write(html, HtmlReport.of(result.report()));
        }
    }

    private static void write(Path file, String text) throws KlpException {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new KlpException(Errno.EIO, "cannot write report '" + file + "': " + Errors.oneLine(e), e);
        }
    }

    /** The report without code. */
    static Map<String, @Nullable Object> map(BuildResult result) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Path module = result.module();
        map.put("module", result.report().module());
        map.put("file", module == null ? null : module.toString());
        map.put("refused", result.report().refusal());
        map.put(
                "inputs",
                result.report().inputs().stream().map(BuildReports::map).toList());
        map.put(
                "differences",
                result.report().items().stream().map(BuildReports::map).toList());
        map.put("warnings", result.report().warnings());
        return map;
    }

    private static Map<String, String> map(Input input) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("role", input.role());
        map.put("file", input.file());
        map.put("sha256", input.sha256());
        return map;
    }

    private static Map<String, String> map(Item item) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("fate", item.fate().name().toLowerCase(Locale.ROOT));
        map.put("class", item.className());
        map.put("member", item.member());
        map.put("change", item.change());
        map.put("how", item.how());
        return map;
    }

    private static Map<String, Object> map(Listing listing) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("function", listing.symbol());
        map.put("change", listing.change());
        map.put("kind", listing.source() ? "source" : "bytecode");
        map.put("before", List.copyOf(listing.before()));
        map.put("after", List.copyOf(listing.after()));
        return map;
    }
}
