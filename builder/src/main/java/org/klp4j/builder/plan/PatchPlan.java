package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.lift.Rules;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.klp4j.builder.report.Listing;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.klp4j.format.PatchImage;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What a module carries. First every selected class is compared, and what the differences drag along is collected:
 * callers of removed methods, readers of fields with another value, methods whose overrides are added. Then the code
 * of all these is made, and whatever it needs is lifted.
 */
public final class PatchPlan {
    private final Inputs inputs;
    private final View before;
    private final View after;
    private final Lifting lifting;
    private final List<ClassChange> changes = new ArrayList<>();
    private final PlanReport report = new PlanReport();
    private final Functions functions;
    private final Map<String, List<String>> callbacks;
    private final NewCode code;

    /**
     * A plan for these jars.
     *
     * @param withCallers whether what calls a changed method is carried too
     * @param without by symbol, what a function needs that is left out, so that it is left out too
     */
    public PatchPlan(
            Inputs inputs, Selection selection, Rules rules, boolean withCallers, Map<String, String> without) {
        this.functions = new Functions(selection, without, report);
        this.inputs = inputs;
        this.before = inputs.before();
        this.after = inputs.after();
        for (String name : names()) {
            compare(name, selection);
        }
        this.lifting = new Lifting(before, after, Tag.of(inputs, changes, selection, rules), rules);
        AddedMethods added = new AddedMethods(before, after, lifting, selection, functions, report);
        collect(selection, added);
        caches();
        if (withCallers) {
            callers(selection);
        }
        Set<String> patched = new TreeSet<>();
        functions.all().forEach(function -> patched.add(function.host().name));
        this.callbacks = new HandWrittenCode(inputs, lifting, report).include(patched, rules);
        this.code = new NewCode(inputs, selection, lifting, functions, added, report);
    }

    /** Callers keep their code, or get that of the fix where it is there. */
    private void callers(Selection selection) {
        Callers callers = new Callers(before, inputs.references());
        for (Function changed : functions.all()) {
            String why = "calls '" + changed.host().name.replace('/', '.') + "." + member(changed.old()) + "'";
            for (MethodMember caller : callers.of(changed.host(), changed.old())) {
                String binaryName = caller.owner().name.replace('/', '.');
                if (!selection.leavesOut(binaryName, home(caller.method().name))) {
                    functions.draw(caller.owner(), caller.method(), caller.method(), false, why);
                }
            }
        }
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(before.own().keySet());
        names.addAll(after.own().keySet());
        names.removeAll(inputs.handWritten());
        return names;
    }

    private void compare(String name, Selection selection) {
        ClassNode was = before.ownClass(name);
        ClassNode now = after.ownClass(name);
        String binaryName = name.replace('/', '.');
        if (was != null && now != null && inputs.identical(name)) {
            return;
        }
        if (!selection.takesClass(binaryName)) {
            report.add(
                    Fate.EXCLUDED,
                    name,
                    "",
                    now == null ? "class removed" : was == null ? "class added" : "class differs",
                    "");
        } else if (now == null) {
            report.add(Fate.NOTED, name, "", "class removed", "running code that uses it keeps it");
        } else if (was == null) {
            report.addedClass(name);
        } else {
            new Annotations(report, selection).compare(was, now);
            ClassChange change = inputs.change(was, now);
            if (!change.none()) {
                changes.add(change);
            }
        }
    }

    private void collect(Selection selection, AddedMethods added) {
        for (ClassChange change : changes) {
            Streams streams = new Streams(before, after, lifting, report);
            new HeaderChange(report, streams).judge(change);
            streams.replaced()
                    .forEach((method, code) ->
                            functions.draw(change.before(), method, code, false, "streams must refuse the class"));
            for (ClassChange.Pair pair : change.bodies()) {
                if (selection.takes(change.after().name.replace('/', '.'), home(pair.after().name))) {
                    body(change, pair);
                } else {
                    report.add(Fate.EXCLUDED, change.after().name, member(pair.after()), Cause.CHANGED.text(), "");
                }
            }
            change.addedMethods().forEach(method -> added.judge(change.after(), method));
            change.addedFields().forEach(field -> report.addedField(change, field));
            change.removedFields().forEach(field -> report.removedField(change, field));
        }
        References references = inputs.references();
        RemovedMethods removed = new RemovedMethods(before, after, changes, references, functions, report);
        for (ClassChange change : changes) {
            change.removedMethods().forEach(method -> removed.judge(change, method));
        }
        ChangedStatics.of(after, changes).forEach(new Redirects(lifting, references, functions, report)::add);
    }

    /** What a changed method, or one around a changed lambda, has filled is still what the old code made. */
    private void caches() {
        Map<String, Set<String>> changed = new TreeMap<>();
        for (Function function : functions.all()) {
            if (function.cause() instanceof Cause.Changed) {
                changed.computeIfAbsent(function.host().name, name -> new TreeSet<>())
                        .add(home(function.old().name));
            }
        }
        changed.forEach((host, names) ->
                Caches.warn(Objects.requireNonNull(before.ownClass(host)), names, PatchPlan::home, report));
    }

    /** A lambda belongs to the method it stands in. */
    static String home(String name) {
        return name.startsWith("lambda$") ? name.replaceFirst("lambda\\$(.*)\\$.*", "$1") : name;
    }

    private void body(ClassChange change, ClassChange.Pair pair) {
        int codeless = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
        String name = change.after().name;
        if ((pair.before().access & codeless) != 0) {
            report.add(Fate.NOTED, name, member(pair.after()), "got a body", "every running class has its own");
        } else if ((pair.after().access & codeless) != 0) {
            report.add(Fate.NOTED, name, member(pair.after()), "became abstract or native", "its running body stays");
            report.warn("'" + name.replace('/', '.') + "." + pair.after().name
                    + "' became abstract: objects made before the patch still run its old body");
        } else {
            functions.add(change.before(), pair.before(), pair.after(), true, Cause.CHANGED);
            LiveHeap.warn(change, pair, report);
        }
    }

    /** What to write. */
    public PatchImage image() {
        return new Packing(inputs, lifting).image(code.bodies(), callbacks, report.warnings());
    }

    /** Old and new code of every function, and the methods and classes the fix adds to carry them. */
    public List<Listing> listings(Listings listings) {
        functions
                .all()
                .forEach(function -> listings.changed(
                        function.host(),
                        function.old(),
                        inputs.origin(function.host().name),
                        inputs.originName(function.host().name, function.code()),
                        function.code(),
                        function.cause().text()));
        for (ClassChange change : changes) {
            String origin = inputs.origin(change.after().name);
            change.addedMethods()
                    .forEach(method -> listings.added(
                            change.after(), method, origin, inputs.originName(change.after().name, method)));
        }
        lifting.broughtAlong().forEach(name -> {
            ClassNode node = after.ownClass(name);
            if (node != null) {
                node.methods.forEach(method -> listings.added(node, method, inputs.origin(name), method.name));
            }
        });
        return listings.all();
    }

    /** The functions that need what cannot be had and is left out by name: by symbol, what they need. */
    public Map<String, String> bereft(Selection selection) {
        Map<String, String> bereft = new TreeMap<>();
        report.needed().forEach((symbol, needing) -> {
            if (selection.leavesOut(symbol)) {
                needing.forEach(function -> bereft.putIfAbsent(function, symbol));
            }
        });
        return bereft;
    }

    /** What an item is about, in the words of {@code --exclude}. */
    public static String symbol(Item item) {
        String member = home(item.member().replaceFirst("\\(.*", ""));
        String name = item.className().replaceFirst("\\(.*", "");
        return member.isEmpty() ? name : name + "." + member;
    }

    /** Whether something cannot be carried. */
    public boolean refused() {
        return items().stream().anyMatch(item -> item.fate() == Fate.REFUSED);
    }

    /** Every difference and what became of it. */
    public List<Item> items() {
        return report.items(inputs);
    }

    /** Something else the operator must know. */
    public void warn(String line) {
        report.warn(line);
    }

    /** What the operator must know. */
    public List<String> warnings() {
        return report.warnings();
    }

    static String member(MethodNode method) {
        return method.name + Stubs.parameters(method.desc);
    }
}
