package org.klp4j.builder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.input.Archives;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.Rules;
import org.klp4j.builder.plan.PatchPlan;
import org.klp4j.builder.report.Report;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleInfo;
import org.klp4j.format.ModuleJar;
import org.klp4j.format.PatchImage;

/** Builds livepatch modules. */
public final class Build {
    private Build() {}

    /**
     * Builds a module, or tells why it cannot be built.
     *
     * @return the report, and the file written when nothing was refused
     * @throws KlpException when an input is missing or damaged, a pattern matches nothing, or the file cannot be
     *     written; one line, for the user
     */
    public static BuildResult run(BuildRequest request) throws KlpException {
        try {
            return build(request);
        } catch (UncheckedIOException damaged) {
            throw new KlpException(Errno.EINVAL, String.valueOf(damaged.getMessage()), damaged);
        } catch (RuntimeException e) {
            throw new KlpException(
                    Errno.EINVAL, "the classes cannot be understood; a jar may be damaged, else report this: " + e, e);
        }
    }

    private static BuildResult build(BuildRequest request) throws KlpException {
        if (request.jars().isEmpty()) {
            throw new KlpException(Errno.EINVAL, "no jar to patch was given");
        }
        try (Archives archives = new Archives()) {
            return built(Nested.resolved(request, archives));
        }
    }

    private static BuildResult built(BuildRequest request) throws KlpException {
        String name = ModuleName.of(request);
        Selection selection = new Selection(request.only(), request.exclude());
        Rules rules = new Rules(request.acceptedRules());
        Reading reading = new Reading(request);
        PatchPlan plan = new Planning(request, reading.inputs(), rules).plan(selection);
        List<String> unused = selection.unused();
        if (!unused.isEmpty()) {
            throw new KlpException(
                    Errno.EINVAL, "pattern '" + unused.get(0) + "' matches no difference between the jars");
        }
        List<String> idle = rules.unused();
        if (!idle.isEmpty() && !plan.refused()) {
            throw new KlpException(
                    Errno.EINVAL, "rule for '" + idle.get(0) + "': no such field is added by what is carried");
        }
        List<String> warnings = new ArrayList<>(reading.notes());
        warnings.addAll(plan.warnings());
        Report report = new Report(
                name,
                plan.items(),
                warnings,
                reading.files(),
                request.listings() ? plan.listings(reading.listings()) : List.of());
        if (report.refused() || report.empty()) {
            return new BuildResult(report, null);
        }
        ModuleInfo info = ModuleInfo.built(name, request.version(), request.description());
        PatchImage patch = plan.image();
        return new BuildResult(report, write(request.output(), info, patch));
    }

    private static Path write(@Nullable Path output, ModuleInfo info, PatchImage patch) throws KlpException {
        Path file = output == null ? Path.of(info.name() + ".klp.jar") : output;
        byte[] bytes = ModuleJar.write(new ModuleImage(info, patch, Map.of()));
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (NoSuchFileException e) {
            throw new KlpException(Errno.ENOENT, "cannot write '" + file + "': its directory does not exist", e);
        } catch (AccessDeniedException e) {
            throw new KlpException(Errno.EACCES, "cannot write '" + file + "': permission denied", e);
        } catch (IOException e) {
            throw new KlpException(Errno.EIO, "cannot write '" + file + "': " + e.getMessage(), e);
        }
        return file;
    }
}
