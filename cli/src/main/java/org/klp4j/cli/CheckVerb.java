package org.klp4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp check",
        header = "tell what a module would do to a JVM; changes nothing",
        description = {
            "Goes through every function in every class loader: is the code there the code the module was built for,",
            "and can it be woven? Exit status 1 when 'klp load' would be refused."
        },
        footer = {"", "Example:", "  klp check 4711 log4shell.klp.jar"})
final class CheckVerb implements Verb {
    @Mixin
    private TargetParameter target = new TargetParameter();

    @Parameters(index = "1", paramLabel = "MODULE", description = "the module's file, NAME.klp.jar")
    private Path module = Path.of("");

    @Option(
            names = "--instances",
            description =
                    "count the objects made by constructors the module changes; stops the JVM for a walk of its heap")
    private boolean instances;

    @Mixin
    private CopiesOption copies = new CopiesOption();

    @Mixin
    private OutputFormat format = new OutputFormat();

    @Override
    public int run(Terminal terminal) throws KlpException {
        Target jvm = target.find();
        ModuleFile file = ModuleFile.read(module);
        try (Connection connection = LateAttach.open(jvm, format.json() ? null : terminal)) {
            List<String> lines = connection
                    .check(module.toString(), file.bytes(), copies.with(List.of()))
                    .lines()
                    .toList();
            Map<String, Long> old = instances ? OldInstances.of(file.image().patch(), jvm.instances()) : Map.of();
            if (format.json()) {
                Map<String, Object> map =
                        new LinkedHashMap<>(Map.of("module", file.name(), "applies", true, "facts", lines));
                if (instances) {
                    map.put("instances", old);
                }
                terminal.out().println(Json.of(map));
            } else {
                lines.forEach(terminal.out()::println);
                old.forEach((name, count) -> terminal.out().println(OldInstances.line(name, count)));
                terminal.out().println(file.name() + ": would load");
            }
        }
        return ExitCode.DONE;
    }
}
