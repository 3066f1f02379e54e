package org.klp4j.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "klp lsmod",
        header = "list the modules, as lsmod(8) does",
        footer = {"", "Example:", "  KLP_TARGET=4711 klp lsmod"})
final class LsmodVerb implements Verb {
    @Mixin
    private OutputFormat format = new OutputFormat();

    @Override
    public int run(Terminal terminal) throws KlpException {
        Table table = new Table("MODULE", "SIZE", "USED BY", "HOLDERS");
        StringBuilder text = new StringBuilder("Module                  Size  Used by\n");
        try (Connection connection = KernelTools.open()) {
            Tree tree = new Tree(connection);
            List<String> newestFirst = new ArrayList<>(tree.modules());
            Collections.reverse(newestFirst);
            for (String module : newestFirst) {
                long size = tree.number("module/" + module + "/coresize", 0);
                long users = tree.number("module/" + module + "/refcnt", 0);
                String holders = String.join(",", tree.holders(module));
                table.row(module, size, users, holders);
                text.append(String.format(Locale.ROOT, "%-19s %8d  %d", module, size, users));
                text.append(holders.isEmpty() ? "\n" : " " + holders + "\n");
            }
        }
        terminal.out().print(format.json() ? Json.of(table.maps()) + "\n" : text);
        return ExitCode.DONE;
    }

    @Override
    public String errorLine(String name, KlpException refusal) {
        return name + ": ERROR: " + Errors.oneLine(refusal);
    }
}
