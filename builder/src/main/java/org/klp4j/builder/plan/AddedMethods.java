package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.klp4j.builder.input.Selection;
import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.klp4j.format.ShellWord;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Methods that the fix adds to running classes: an override is reached through the method it overrides. */
final class AddedMethods {
    private final View before;
    private final View after;
    private final Lifting lifting;
    private final Selection selection;
    private final Functions functions;
    private final PlanReport report;
    private final Map<String, List<ClassNode>> overriders = new TreeMap<>();

    AddedMethods(
            View before, View after, Lifting lifting, Selection selection, Functions functions, PlanReport report) {
        this.before = before;
        this.after = after;
        this.lifting = lifting;
        this.selection = selection;
        this.functions = functions;
        this.report = report;
    }

    /** The running classes that get an override of a function. */
    List<ClassNode> overriders(Function function) {
        return overriders.getOrDefault(Function.key(function.host(), function.old()), List.of());
    }

    /** Finds out what becomes of one. */
    void judge(ClassNode host, MethodNode method) {
        int unbound = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_ABSTRACT;
        boolean taken = selection.takes(host.name.replace('/', '.'), PatchPlan.home(method.name));
        if (taken
                && SerializationMethods.is(host, method, after)
                && !isOverride(host, method)
                && before.isSubtype(host.name, "java/io/Serializable")) {
            new Streams(before, after, lifting, report).added(host, method);
        } else if (method.name.equals("<init>") || (method.access & unbound) != 0) {
            report.add(
                    Fate.NOTED,
                    host.name,
                    PatchPlan.member(method),
                    "method added",
                    "lifted where carried code uses it");
        } else {
            MethodMember inherited = before.method(host.name, method.name, method.desc);
            if (inherited == null || !inherited.hasCode() || inherited.is(unbound)) {
                report.add(
                        Fate.NOTED,
                        host.name,
                        PatchPlan.member(method),
                        "method added",
                        "lifted where carried code uses it");
            } else if (!taken) {
                report.add(Fate.EXCLUDED, host.name, PatchPlan.member(method), "override added", "");
            } else if (before.owns(inherited.owner().name)) {
                override(host, method, inherited);
            } else if ((method.access & Opcodes.ACC_SYNTHETIC) != 0) {
                report.add(
                        Fate.NOTED,
                        host.name,
                        PatchPlan.member(method),
                        "bridge added",
                        "the method it leads to is carried");
            } else {
                report.add(
                        Fate.REFUSED,
                        host.name,
                        PatchPlan.member(method),
                        "override of '" + inherited.owner().name.replace('/', '.') + "." + method.name + "' added",
                        outside(inherited.owner().name) + "leave it out with --exclude "
                                + ShellWord.of(host.name.replace('/', '.') + "." + method.name));
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
        String key = Function.key(inherited.owner(), inherited.method());
        overriders.computeIfAbsent(key, k -> new ArrayList<>()).add(host);
        lifting.dispatch(inherited.owner().name, method.name, method.desc);
        MethodNode fixed = View.declaredMethod(after.ownClass(inherited.owner().name), method.name, method.desc);
        if (!functions.has(inherited.owner(), inherited.method())) {
            boolean codeless = fixed == null || (fixed.access & Opcodes.ACC_ABSTRACT) != 0;
            MethodNode code = codeless ? inherited.method() : Objects.requireNonNull(fixed);
            functions.draw(inherited.owner(), inherited.method(), code, !codeless, "overridden by added method");
        }
        boolean led = functions.has(inherited.owner(), inherited.method());
        report.add(
                led ? Fate.CARRIED : Fate.EXCLUDED,
                host.name,
                PatchPlan.member(method),
                "override added",
                "'" + inherited.owner().name.replace('/', '.') + "." + method.name + "' "
                        + (led ? "leads to it" : "is left out"));
    }
}
