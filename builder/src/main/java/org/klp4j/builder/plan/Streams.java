package org.klp4j.builder.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.lift.SerialClass;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.world.View;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** What a fix changes of how objects are streamed. */
final class Streams {
    private final View before;
    private final View after;
    private final Lifting lifting;
    private final PlanReport report;

    /** Running serialization methods and what they are to do instead, in the order found. */
    private final Map<MethodNode, MethodNode> replaced = new LinkedHashMap<>();

    Streams(View before, View after, Lifting lifting, PlanReport report) {
        this.before = before;
        this.after = after;
        this.lifting = lifting;
        this.report = report;
    }

    /** Takes an added method that streams would find. */
    void added(ClassNode host, MethodNode method) {
        lifting.serial(host.name).carry(method);
        report.add(
                Fate.CARRIED,
                host.name,
                PatchPlan.member(method),
                "serialization method added",
                "streams are led to it as long as the module is loaded");
    }

    boolean mustRefuse(ClassChange change) {
        return SerializationMethods.ceased(change.before(), change.after(), before, after);
    }

    /** Whether the fixed class is serializable by something it inherits. */
    boolean stillTake(ClassChange change) {
        return after.isSubtype(change.after().name, "java/io/Serializable");
    }

    /** Has streams refuse objects of a class that is no longer serializable. */
    void refuse(ClassChange change) {
        ClassNode running = change.before();
        for (MethodNode wanted : SerializationMethods.refusing()) {
            MethodNode own = View.declaredMethod(running, wanted.name, wanted.desc);
            if (own == null) {
                lifting.serial(running.name).refuse(wanted);
            } else {
                replaced.put(own, SerialClass.refusing(running.name, own));
            }
        }
    }

    /** The code a running serialization method gets, if it is another than that of the fix. */
    Map<MethodNode, MethodNode> replaced() {
        return replaced;
    }
}
