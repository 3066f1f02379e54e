package org.klp4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.Build;
import org.klp4j.builder.BuildRequest;
import org.klp4j.builder.BuildResult;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.klp4j.builder.report.Report;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "klp build",
        header = "make a livepatch module from the vulnerable and the fixed code",
        description = {
            "Compares the jars member by member and carries what differs. What can't be carried is named, with the",
            "reason, and no module is made; --only and --exclude choose what is to be carried. PATTERN: a class, a",
            "package with a '*', or Class.method."
        },
        footer = {
            "",
            "Examples:",
            "  klp build --old log4j-core-2.14.1.jar --new log4j-core-2.12.2.jar \\",
            "      --only org.apache.logging.log4j.core.net.JndiManager.lookup -o log4shell.klp.jar",
            "  klp build --old h2-2.0.204.jar --new h2-2.0.206.jar --only org.h2.util.JdbcUtils",
        })
final class BuildVerb implements Verb {
    @Option(names = "--old", required = true, paramLabel = "JAR", description = "the jar that runs")
    private List<Path> oldJars = List.of();

    @Option(names = "--new", paramLabel = "JAR", description = "the fixed jar; one for each --old, in their order")
    private List<Path> newJars = List.of();

    @Option(
            names = "--source",
            arity = "1..*",
            paramLabel = "FILE",
            description = "fixed .java files, compiled against the old jar and the class path")
    private List<Path> sources = List.of();

    @Option(names = "--diff", paramLabel = "FILE", description = "a unified diff against the sources of the old jar")
    private @Nullable Path diff;

    @Option(
            names = "--sources",
            paramLabel = "JAR",
            description = "the sources of the old jar: what --diff applies to, and what tells fix from compiler")
    private List<Path> sourceJars = List.of();

    @Option(
            names = {"--class-path", "--classpath"},
            split = ":",
            paramLabel = "JAR",
            description = "further jar the code refers to")
    private List<Path> classPath = List.of();

    @Option(names = "--only", paramLabel = "PATTERN", description = "carry only what matches")
    private List<String> only = List.of();

    @Option(names = "--exclude", paramLabel = "PATTERN", description = "leave out what matches")
    private List<String> exclude = List.of();

    @Option(
            names = "--with-callers",
            description = "carry also what calls a changed method, so that both switch as one")
    private boolean withCallers;

    @Option(
            names = "--leave-out-refused",
            description = "leave out what can't be carried, and what needs it, instead of refusing; names each")
    private boolean leaveOutRefused;

    @Option(names = "--rule", paramLabel = "FIELD=VALUE", description = "what an added field is in objects made before")
    private List<String> rules = List.of();

    @Option(
            names = "--relocate",
            paramLabel = "PACKAGE=PACKAGE",
            description = "make the module for a shaded copy: com.foo=shaded.com.foo")
    private List<String> relocations = List.of();

    @Option(
            names = "--callbacks",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Java files with callbacks and initialisers that the module brings along")
    private List<Path> callbacks = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "the module's name; that of the file unless given")
    private String name = "";

    @Option(names = "--module-version", paramLabel = "TEXT", description = "the module's version")
    private String version = "";

    @Option(names = "--description", paramLabel = "TEXT", description = "one line about the module")
    private String description = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "NAME.klp.jar to write")
    private @Nullable Path output;

    @Option(
            names = {"-v", "--verbose"},
            description = "name everything that was left out")
    private boolean verbose;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Option(names = "--report-json", paramLabel = "FILE", description = "write the report there as JSON")
    private @Nullable Path reportJson;

    @Option(
            names = "--report-html",
            paramLabel = "FILE",
            description = "write the report there as a page to review: old and new code side by side")
    private @Nullable Path reportHtml;

    @Override
    public int run(Terminal terminal) throws KlpException {
        BuildResult result = Build.run(request());
        Report report = result.report();
        BuildReports.write(result, reportJson, reportHtml);
        if (json) {
            terminal.out().println(Json.of(BuildReports.map(result)));
        } else {
            print(report, terminal);
        }
        String refusal = report.refusal();
        if (refusal != null) {
            String advice = report.refused()
                    ? "; choose what to carry with --only or --exclude, or leave all such out with --leave-out-refused"
                    : "";
            throw new KlpException(Errno.EINVAL, refusal + advice);
        }
        if (!json) {
            terminal.out().println("module '" + report.module() + "' written to " + result.module());
        }
        return ExitCode.DONE;
    }

    private BuildRequest request() throws KlpException {
        boolean fromSource = !sources.isEmpty() || diff != null;
        if (newJars.size() > oldJars.size() || (newJars.size() < oldJars.size() && !fromSource)) {
            throw new KlpException(
                    Errno.EINVAL, "give one --new for each --old, in their order, or the fix as --source or --diff");
        }
        BuildRequest.Draft draft = BuildRequest.draft();
        for (int i = 0; i < oldJars.size(); i++) {
            draft.jar(oldJars.get(i), i < newJars.size() ? newJars.get(i) : null);
        }
        return draft.sources(sources)
                .diff(diff)
                .sourceJars(sourceJars)
                .withCallers(withCallers)
                .classPath(classPath)
                .only(only)
                .exclude(exclude)
                .leaveOutRefused(leaveOutRefused)
                .rules(rules)
                .callbacks(callbacks)
                .relocations(relocations)
                .listings(reportJson != null || reportHtml != null)
                .name(name)
                .version(version)
                .description(description)
                .output(output)
                .build();
    }

    private void print(Report report, Terminal terminal) {
        for (Item item : report.items()) {
            if (verbose || item.fate() == Fate.CARRIED || item.fate() == Fate.REFUSED) {
                terminal.out().println(label(item.fate()) + " " + item.line());
            }
        }
        int excluded = report.with(Fate.EXCLUDED).size();
        if (excluded > 0 && !verbose) {
            terminal.out().println("left out " + excluded + " other differences; --verbose names them");
        }
        report.warnings().forEach(warning -> terminal.out().println("warning: " + warning));
    }

    private static String label(Fate fate) {
        return switch (fate) {
            case CARRIED -> "carried ";
            case REFUSED -> "refused ";
            case EXCLUDED -> "left out";
            case NOTED -> "noted   ";
        };
    }
}
