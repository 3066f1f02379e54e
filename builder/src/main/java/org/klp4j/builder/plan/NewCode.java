package org.klp4j.builder.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.lift.NotCarried;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.world.MethodMember;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The code of a plan's functions, with whatever it needs lifted. */
final class NewCode {
    private static final Pattern QUOTED = Pattern.compile("'([\\w$]+\\.[\\w.$]+)");

    private final Inputs inputs;
    private final Selection selection;
    private final Lifting lifting;
    private final PlanReport report;
    private final Map<String, Map<String, MethodNode>> bodies = new TreeMap<>();

    /** Makes it all. */
    NewCode(
            Inputs inputs,
            Selection selection,
            Lifting lifting,
            Functions functions,
            AddedMethods added,
            PlanReport report) {
        this.inputs = inputs;
        this.selection = selection;
        this.lifting = lifting;
        this.report = report;
        generate(functions.all(), added);
        settle();
    }

    /** New code by running class, and there by name and descriptor. */
    Map<String, Map<String, MethodNode>> bodies() {
        return bodies;
    }

    private void generate(List<Function> functions, AddedMethods added) {
        for (Function function : functions) {
            String member = PatchPlan.member(function.old());
            try {
                MethodNode code = lifting.function(function.symbol(), () -> code(function, added));
                bodies.computeIfAbsent(function.host().name, name -> new TreeMap<>())
                        .put(function.old().name + function.old().desc, code);
                report.add(
                        Fate.CARRIED,
                        function.host().name,
                        member,
                        function.cause().text(),
                        "replaced");
            } catch (NotCarried e) {
                report.refuse(function, String.valueOf(e.getMessage()));
            }
        }
    }

    private MethodNode code(Function function, AddedMethods added) {
        MethodNode code = lifting.woven(function.host(), function.old(), function.code(), function.fromFix());
        List<ClassNode> overriders = added.overriders(function);
        if (!overriders.isEmpty()) {
            lifting.prepend(new MethodMember(function.host(), function.old()), overriders, code);
        }
        return code;
    }

    /** What the code needs and cannot have, and what it brings along. */
    private void settle() {
        Set<String> told = new HashSet<>();
        for (Lifting.Problem problem : lifting.settled()) {
            report.refuseNeeded(
                    firstNamed(problem.text()), "what the new code needs", problem.text(), problem.functions());
            told.addAll(problem.functions());
        }
        links(told);
        subtypes();
        lifting.warnings().forEach(report::warn);
        lifting.facts().forEach(report::fact);
    }

    /** These functions, whose code fails, may well refer to a class of the module's own that it leaves empty. */
    private void links(Set<String> told) {
        LinkCheck links = new LinkCheck(inputs.before(), outside(), inputs::optional, selection::leavesOut);
        bodies.forEach((host, methods) ->
                methods.values().forEach(method -> links.check(method, Set.of(Function.symbol(host, method)))));
        lifting.drafts().keySet().forEach(node -> {
            links.supertypes(node, lifting.needing(node.name));
            node.methods.forEach(method -> links.check(method, users(node, method)));
        });
        links.missing().forEach((member, functions) -> {
            if (!lifting.names(member) || !told.containsAll(functions)) {
                report.refuseNeeded(
                        member,
                        "link of the new code",
                        "'" + member
                                + "' is not in the running program; the fix spans jars, give the other jar and its fix too",
                        functions);
            }
        });
    }

    private void subtypes() {
        SubtypeCheck types = new SubtypeCheck(inputs.before(), inputs.after());
        bodies.forEach((host, methods) -> methods.values()
                .forEach(method -> types.check(
                        Objects.requireNonNull(inputs.before().ownClass(host)),
                        host,
                        method,
                        Set.of(Function.symbol(host, method)))));
        lifting.drafts()
                .forEach((node, host) ->
                        node.methods.forEach(method -> types.check(node, host, method, users(node, method))));
        types.missing()
                .forEach((name, wanted) -> wanted.forEach((type, functions) -> report.refuseNeeded(
                        name,
                        "what the new code needs",
                        "'" + name.replace('/', '.') + "' as a '" + type.replace('/', '.')
                                + "', which running objects of it are not",
                        functions)));
    }

    /** What the module does not bring along. */
    private Predicate<String> outside() {
        Set<String> own = new HashSet<>();
        lifting.drafts().keySet().forEach(node -> own.add(node.name));
        return name -> !inputs.after().owns(name) && !own.contains(name);
    }

    private Set<String> users(ClassNode node, MethodNode method) {
        Set<String> users = new TreeSet<>(lifting.needing(node.name));
        users.addAll(lifting.needing(node.name + "." + method.name + method.desc));
        return users;
    }

    /** The class or member a line is about: the first quoted name with a package. */
    private static String firstNamed(String line) {
        Matcher quoted = QUOTED.matcher(line);
        return quoted.find() ? quoted.group(1) : "";
    }
}
