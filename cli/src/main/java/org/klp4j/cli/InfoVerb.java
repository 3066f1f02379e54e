package org.klp4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp info",
        header = "tell what is in a module",
        description = {
            "The fields of modinfo, every function, the callbacks and classes the module brings along, and what its code",
            "needs that the code it replaces did not: 'klp check' looks for that in the target."
        },
        footer = {"", "Examples:", "  klp info log4shell.klp.jar", "  klp info log4shell.klp.jar -o json"})
final class InfoVerb implements Verb {
    private static final int SHOWN_HASH = 12;
    private static final String COPIES = "\ncopies under other packages that have these hashes are patched too\n";

    @Parameters(index = "0", paramLabel = "MODULE", description = "the module's file, NAME.klp.jar")
    private Path module = Path.of("");

    @Mixin
    private OutputFormat format = new OutputFormat();

    @Override
    public int run(Terminal terminal) throws KlpException {
        ModuleFile file = ModuleFile.read(module);
        Table functions = functions(file.image().patch());
        if (format.json()) {
            terminal.out().println(Json.of(map(file, functions)));
        } else {
            terminal.out().print(text(file, functions));
        }
        return ExitCode.DONE;
    }

    private static Table functions(@Nullable PatchImage patch) {
        Table table = new Table("OBJECT", "FUNCTION", "DESCRIPTOR", "REPLACES");
        for (ObjectImage object : patch == null ? List.<ObjectImage>of() : patch.objects()) {
            for (FunctionImage function : object.functions()) {
                String name = function.className() + "." + function.method() + "," + function.sympos();
                table.row(object.name(), name, function.descriptor(), shortened(function.oldHash()));
            }
        }
        return table;
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(SHOWN_HASH, hash.length()));
    }

    private static String text(ModuleFile file, Table functions) {
        StringBuilder text = new StringBuilder(ModuleFields.text(file));
        text.append(functions.isEmpty() ? "" : "\n" + functions.text() + COPIES);
        PatchImage patch = file.image().patch();
        if (patch != null) {
            section(text, "callbacks", ModuleContents.callbacks(patch));
            section(text, "companions", ModuleContents.companions(patch));
            section(text, "needs", ModuleContents.shownNeeds(patch));
            section(text, "notes", patch.notes());
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append(":\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    private static Map<String, @Nullable Object> map(ModuleFile file, Table functions) {
        PatchImage patch = file.image().patch();
        List<CompanionImage> companions = patch == null ? List.of() : patch.companions();
        Map<String, @Nullable Object> map = new LinkedHashMap<>(ModuleFields.of(file));
        map.put("functions", functions.maps());
        map.put(
                "companions",
                new ArrayList<>(companions.stream().map(CompanionImage::name).toList()));
        map.put("callbacks", patch == null ? List.of() : ModuleContents.callbacks(patch));
        map.put("needs", patch == null ? List.of() : ModuleContents.needs(patch));
        map.put("notes", patch == null ? List.of() : patch.notes());
        return map;
    }
}
