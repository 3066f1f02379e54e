package org.klp4j.builder.plan;

import java.util.List;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.diff.SyntheticNames;
import org.klp4j.builder.lift.SerialClass;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Methods that the fix takes from running classes: they stay, and do what takes their place in the fix. */
final class RemovedMethods {
    private final View before;
    private final View after;
    private final List<ClassChange> changes;
    private final References references;
    private final Functions functions;
    private final PlanReport report;

    RemovedMethods(
            View before,
            View after,
            List<ClassChange> changes,
            References references,
            Functions functions,
            PlanReport report) {
        this.before = before;
        this.after = after;
        this.changes = changes;
        this.references = references;
        this.functions = functions;
        this.report = report;
    }

    /** Finds out what becomes of one, and of who calls it. */
    void judge(ClassChange change, MethodNode method) {
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
            functions.draw(change.before(), method, Stubs.callSuper(now.superName, method), true, "override removed");
        } else if (successor != null) {
            functions.draw(
                    change.before(),
                    method,
                    Stubs.callSuccessor(name, method, successor),
                    true,
                    "replaced by an overload");
            if (functions.has(change.before(), method)) {
                report.warn("'" + name.replace('/', '.') + "." + PatchPlan.member(method)
                        + "' is gone in the fix; who still calls it is led to '" + PatchPlan.member(successor)
                        + "' with zero for what it adds");
            }
        } else if (SerializationMethods.is(change.before(), method, before)) {
            MethodNode code = SerialClass.removed(name, method);
            functions.draw(change.before(), method, code, false, "serialization method removed");
        } else if ((method.access & Opcodes.ACC_SYNTHETIC) == 0) {
            report.add(
                    Fate.NOTED,
                    name,
                    PatchPlan.member(method),
                    "method removed",
                    "code outside the jar that calls it still runs it");
        }
        for (MethodMember caller : references.ofMethod(name, method)) {
            MethodNode fixed = View.declaredMethod(
                    after.ownClass(caller.owner().name), caller.method().name, caller.method().desc);
            if (fixed != null && replaceable(caller.method(), fixed) && !isRemoved(caller)) {
                functions.draw(caller.owner(), caller.method(), fixed, true, "calls removed '" + method.name + "'");
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
}
