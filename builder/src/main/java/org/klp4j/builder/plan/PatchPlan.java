package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.diff.SyntheticNames;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.lift.NotCarried;
import org.klp4j.builder.lift.Rules;
import org.klp4j.builder.lift.SerialClass;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.report.Item;
import org.klp4j.builder.report.Listing;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.klp4j.format.PatchImage;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What a module carries. First every selected class is compared, and what the differences drag along is collected:
 * callers of removed methods, readers of fields with another value, methods whose overrides are added. Then the code
 * of all these is made, and whatever it needs is lifted.
 */
public final class PatchPlan {
    private static final Pattern QUOTED = Pattern.compile("'([\\w$]+\\.[\\w.$]+)");

    private static final String BODY = "body changed";

    private final Inputs inputs;
    private final View before;
    private final View after;
    private final Lifting lifting;
    private final List<ClassChange> changes = new ArrayList<>();
    private final Map<String, Function> functions = new TreeMap<>();
    private final Map<String, List<ClassNode>> overriders = new TreeMap<>();
    private final Map<String, Map<String, MethodNode>> bodies = new TreeMap<>();
    private final PlanReport report = new PlanReport();
    private final Map<String, List<String>> callbacks;

    /** A running method that gets other code: that of the fix, or its own with other references. */
    private record Function(ClassNode host, MethodNode old, MethodNode code, boolean fromFix, String why) {}

    /**
     * A plan for these jars.
     *
     * @param withCallers whether what calls a changed method is carried too
     */
    public PatchPlan(Inputs inputs, Selection selection, Rules rules, boolean withCallers) {
        this.inputs = inputs;
        this.before = inputs.before();
        this.after = inputs.after();
        for (String name : names()) {
            compare(name, selection);
        }
        this.lifting = new Lifting(before, after, Tag.of(inputs, changes, selection, rules), rules);
        collect(selection);
        caches();
        if (withCallers) {
            callers(selection);
        }
        Set<String> patched = new TreeSet<>();
        functions.values().forEach(function -> patched.add(function.host().name));
        this.callbacks = new HandWrittenCode(inputs, lifting, report).include(patched, rules);
        generate();
    }

    /** Callers keep their code, or get that of the fix where it is there. */
    private void callers(Selection selection) {
        Callers callers = new Callers(before, new References(before));
        for (Function changed : List.copyOf(functions.values())) {
            String why = "calls '" + changed.host().name.replace('/', '.') + "." + member(changed.old()) + "'";
            for (MethodMember caller : callers.of(changed.host(), changed.old())) {
                String binaryName = caller.owner().name.replace('/', '.');
                if (!selection.leavesOut(binaryName, home(caller.method().name))) {
                    function(caller.owner(), caller.method(), caller.method(), false, why);
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
            ClassChange change = inputs.narrowed(ClassChange.of(was, now, before::ownClass, after::ownClass));
            if (!change.none()) {
                changes.add(change);
            }
        }
    }

    private void collect(Selection selection) {
        for (ClassChange change : changes) {
            Streams streams = new Streams(before, after, lifting, report);
            new HeaderChange(report, streams).judge(change);
            streams.replaced()
                    .forEach((method, code) ->
                            function(change.before(), method, code, false, "streams must refuse the class"));
            for (ClassChange.Pair pair : change.bodies()) {
                if (selection.takes(change.after().name.replace('/', '.'), home(pair.after().name))) {
                    body(change, pair);
                } else {
                    report.add(Fate.EXCLUDED, change.after().name, member(pair.after()), BODY, "");
                }
            }
            change.addedMethods().forEach(method -> added(change, method, selection));
            change.addedFields().forEach(field -> report.addedField(change, field));
            change.removedFields().forEach(field -> report.removedField(change, field));
        }
        References references = new References(before);
        for (ClassChange change : changes) {
            change.removedMethods().forEach(method -> removed(change, method, references));
        }
        for (ChangedStatics.Field changed : ChangedStatics.of(after, changes)) {
            redirect(changed, references);
        }
    }

    /** What a changed method, or one around a changed lambda, has filled is still what the old code made. */
    private void caches() {
        Map<String, Set<String>> changed = new TreeMap<>();
        for (Function function : functions.values()) {
            if (function.why().equals(BODY)) {
                changed.computeIfAbsent(function.host().name, name -> new TreeSet<>())
                        .add(home(function.old().name));
            }
        }
        changed.forEach((host, names) ->
                Caches.warn(Objects.requireNonNull(before.ownClass(host)), names, PatchPlan::home, report));
    }

    /** A lambda belongs to the method it stands in. */
    private static String home(String name) {
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
            function(change.before(), pair.before(), pair.after(), true, BODY);
            LiveHeap.warn(change, pair, report);
        }
    }

    private void function(ClassNode host, MethodNode old, MethodNode code, boolean fromFix, String why) {
        if (!old.name.equals("<clinit>")) {
            functions.putIfAbsent(host.name + "." + old.name + old.desc, new Function(host, old, code, fromFix, why));
        }
    }

    private void added(ClassChange change, MethodNode method, Selection selection) {
        ClassNode host = change.after();
        int unbound = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_ABSTRACT;
        boolean taken = selection.takes(host.name.replace('/', '.'), home(method.name));
        if (taken
                && SerializationMethods.is(host, method, after)
                && !isOverride(host, method)
                && before.isSubtype(host.name, "java/io/Serializable")) {
            new Streams(before, after, lifting, report).added(host, method);
        } else if (method.name.equals("<init>") || (method.access & unbound) != 0) {
            report.add(Fate.NOTED, host.name, member(method), "method added", "lifted where carried code uses it");
        } else {
            MethodMember inherited = before.method(host.name, method.name, method.desc);
            if (inherited == null || !inherited.hasCode() || inherited.is(unbound)) {
                report.add(Fate.NOTED, host.name, member(method), "method added", "lifted where carried code uses it");
            } else if (!taken) {
                report.add(Fate.EXCLUDED, host.name, member(method), "override added", "");
            } else if (before.owns(inherited.owner().name)) {
                override(host, method, inherited);
            } else if ((method.access & Opcodes.ACC_SYNTHETIC) != 0) {
                report.add(Fate.NOTED, host.name, member(method), "bridge added", "the method it leads to is carried");
            } else {
                report.add(
                        Fate.REFUSED,
                        host.name,
                        member(method),
                        "override of '" + inherited.owner().name.replace('/', '.') + "." + method.name + "' added",
                        outside(inherited.owner().name) + "leave it out with --exclude " + host.name.replace('/', '.')
                                + "." + method.name);
            }
        }
    }

    /** Why an override of a method outside the jars is not carried, and what may help. */
    private static String outside(String owner) {
        boolean jdk = owner.startsWith("java/") || owner.startsWith("javax/") || owner.startsWith("jdk/");
        String reason = "callers outside the jar would not reach it; ";
        return jdk ? reason : reason + "give the jar of that class too, the same as --old and --new, or ";
    }

    /** Whether it overrides a method of a running class of the jars, which streams find and which leads to it. */
    private boolean isOverride(ClassNode host, MethodNode method) {
        MethodMember inherited = before.method(host.name, method.name, method.desc);
        return inherited != null
                && inherited.hasCode()
                && inherited.is(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)
                && before.owns(inherited.owner().name);
    }

    private void override(ClassNode host, MethodNode method, MethodMember inherited) {
        String key = inherited.owner().name + "." + method.name + method.desc;
        overriders.computeIfAbsent(key, k -> new ArrayList<>()).add(host);
        lifting.dispatch(inherited.owner().name, method.name, method.desc);
        MethodNode fixed = View.declaredMethod(after.ownClass(inherited.owner().name), method.name, method.desc);
        if (!functions.containsKey(key)) {
            boolean codeless = fixed == null || (fixed.access & Opcodes.ACC_ABSTRACT) != 0;
            MethodNode code = codeless ? inherited.method() : Objects.requireNonNull(fixed);
            function(inherited.owner(), inherited.method(), code, !codeless, "overridden by added method");
        }
        report.add(
                Fate.CARRIED,
                host.name,
                member(method),
                "override added",
                "'" + inherited.owner().name.replace('/', '.') + "." + method.name + "' leads to it");
    }

    private void removed(ClassChange change, MethodNode method, References references) {
        if (SyntheticNames.accessor(method)) {
            return; // who calls it does what it did before, and running code keeps it
        }
        String name = change.before().name;
        int unbound = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_ABSTRACT;
        ClassNode now = change.after();
        MethodMember inherited = now.superName == null || method.name.startsWith("<") || (method.access & unbound) != 0
                ? null
                : after.method(now.superName, method.name, method.desc);
        MethodNode successor = Successors.of(change, method);
        if (inherited != null && inherited.hasCode() && !inherited.is(unbound)) {
            function(change.before(), method, Stubs.callSuper(now.superName, method), true, "override removed");
        } else if (successor != null) {
            function(
                    change.before(),
                    method,
                    Stubs.callSuccessor(name, method, successor),
                    true,
                    "replaced by an overload");
            report.warn("'" + name.replace('/', '.') + "." + member(method)
                    + "' is gone in the fix; who still calls it is led to '" + member(successor)
                    + "' with zero for what it adds");
        } else if (SerializationMethods.is(change.before(), method, before)) {
            MethodNode code = SerialClass.removed(name, method);
            function(change.before(), method, code, false, "serialization method removed");
        } else if ((method.access & Opcodes.ACC_SYNTHETIC) == 0) {
            report.add(
                    Fate.NOTED,
                    name,
                    member(method),
                    "method removed",
                    "code outside the jar that calls it still runs it");
        }
        for (MethodMember caller : references.ofMethod(name, method)) {
            MethodNode fixed = View.declaredMethod(
                    after.ownClass(caller.owner().name), caller.method().name, caller.method().desc);
            if (fixed != null && replaceable(caller.method(), fixed) && !isRemoved(caller)) {
                function(caller.owner(), caller.method(), fixed, true, "calls removed '" + method.name + "'");
            }
        }
    }

    private static boolean replaceable(MethodNode old, MethodNode fixed) {
        return !old.name.equals("<clinit>")
                && ((fixed.access ^ old.access) & Opcodes.ACC_STATIC) == 0
                && (fixed.access & Opcodes.ACC_ABSTRACT) == 0;
    }

    private boolean isRemoved(MethodMember member) {
        return changes.stream()
                .filter(change -> change.before().name.equals(member.owner().name))
                .anyMatch(change -> change.removedMethods().contains(member.method()));
    }

    private void redirect(ChangedStatics.Field changed, References references) {
        String owner = changed.owner().name;
        FieldNode field = changed.field();
        lifting.redirect(owner, field.name, field.desc);
        report.add(
                Fate.CARRIED, owner, field.name, changed.why().change(), "computed aside; its readers use the new one");
        if (changed.why().loses()) {
            report.warn("static field '" + owner.replace('/', '.') + "." + field.name + "' begins anew in new code ("
                    + changed.why().change() + "): what the old object had gathered, new code does not see");
        }
        if ((field.access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0) {
            report.warn("static field '" + owner.replace('/', '.') + "." + field.name
                    + "' has another value in new code; code outside the jar still reads the old one");
        }
        for (MethodMember user : references.ofField(owner, field.name, field.desc)) {
            if (!user.method().name.equals("<clinit>")) {
                function(user.owner(), user.method(), user.method(), false, "uses field '" + field.name + "'");
            } else if (!user.owner().name.equals(owner)) {
                report.warn("static initializer of '" + user.owner().name.replace('/', '.')
                        + "' has read the old value of '" + owner.replace('/', '.') + "." + field.name + "'");
            }
        }
    }

    private void generate() {
        for (Function function : List.copyOf(functions.values())) {
            String member = member(function.old());
            try {
                MethodNode code = lifting.woven(function.host(), function.old(), function.code(), function.fromFix());
                String key = function.host().name + "." + function.old().name + function.old().desc;
                List<ClassNode> added = overriders.get(key);
                if (added != null) {
                    lifting.prepend(new MethodMember(function.host(), function.old()), added, code);
                }
                bodies.computeIfAbsent(function.host().name, name -> new TreeMap<>())
                        .put(function.old().name + function.old().desc, code);
                report.add(Fate.CARRIED, function.host().name, member, function.why(), "replaced");
            } catch (NotCarried e) {
                report.add(Fate.REFUSED, function.host().name, member, function.why(), String.valueOf(e.getMessage()));
            }
        }
        for (String problem : lifting.settled()) {
            report.add(Fate.REFUSED, firstNamed(problem), "", "what the new code needs", problem);
        }
        LinkCheck links = new LinkCheck(before);
        bodies.values().forEach(methods -> methods.values().forEach(links::check));
        lifting.drafts().keySet().forEach(node -> node.methods.forEach(links::check));
        for (String member : links.missing()) {
            report.add(
                    Fate.REFUSED,
                    member,
                    "",
                    "link of the new code",
                    "'" + member
                            + "' is not in the running program; the fix spans jars, give the other jar and its fix too");
        }
        lifting.warnings().forEach(report::warn);
        lifting.facts().forEach(report::fact);
    }

    /** The class or member a line is about: the first quoted name with a package. */
    private static String firstNamed(String line) {
        Matcher quoted = QUOTED.matcher(line);
        return quoted.find() ? quoted.group(1) : "";
    }

    /** What to write. */
    public PatchImage image() {
        return new Packing(inputs, lifting).image(bodies, callbacks, report.warnings());
    }

    /** Old and new code of every function, and the methods and classes the fix adds to carry them. */
    public List<Listing> listings(Listings listings) {
        functions
                .values()
                .forEach(function -> listings.changed(
                        function.host(),
                        function.old(),
                        inputs.origin(function.host().name),
                        inputs.originName(function.host().name, function.code()),
                        function.code(),
                        function.why()));
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

    /** Whether something cannot be carried. */
    public boolean refused() {
        return items().stream().anyMatch(item -> item.fate() == Fate.REFUSED);
    }

    /** Every difference and what became of it. */
    public List<Item> items() {
        return report.items(inputs);
    }

    /** What the operator must know. */
    public List<String> warnings() {
        return report.warnings();
    }

    static String member(MethodNode method) {
        return method.name + Stubs.parameters(method.desc);
    }
}
