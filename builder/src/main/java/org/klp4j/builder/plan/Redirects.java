package org.klp4j.builder.plan;

import org.klp4j.builder.lift.Lifting;
import org.klp4j.builder.report.Fate;
import org.klp4j.builder.world.MethodMember;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.FieldNode;

/** Static fields with another value in the fix: new code uses a successor of each. */
final class Redirects {
    private final Lifting lifting;
    private final References references;
    private final Functions functions;
    private final PlanReport report;

    Redirects(Lifting lifting, References references, Functions functions, PlanReport report) {
        this.lifting = lifting;
        this.references = references;
        this.functions = functions;
        this.report = report;
    }

    /** Gives a field its successor, and its readers to the plan. */
    void add(ChangedStatics.Field changed) {
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
                functions.draw(user.owner(), user.method(), user.method(), false, "uses field '" + field.name + "'");
            } else if (!user.owner().name.equals(owner)) {
                report.warn("static initializer of '" + user.owner().name.replace('/', '.')
                        + "' has read the old value of '" + owner.replace('/', '.') + "." + field.name + "'");
            }
        }
    }
}
