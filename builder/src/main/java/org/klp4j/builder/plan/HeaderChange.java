package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.report.Fate;

/** Judges a change of superclass, interfaces or kind: the JVM keeps those of a running class. */
final class HeaderChange {
    private final PlanReport report;

    HeaderChange(PlanReport report) {
        this.report = report;
    }

    void judge(ClassChange change) {
        String name = change.after().name;
        if (!Objects.equals(change.before().superName, change.after().superName)) {
            report.add(
                    Fate.REFUSED,
                    name,
                    "",
                    "superclass changed",
                    "from '" + dotted(change.before().superName)
                            + "' to '" + dotted(change.after().superName)
                            + "', and the JVM cannot move a running class; leave it out with --exclude or build from source");
        }
        List<String> added = new ArrayList<>(change.after().interfaces);
        added.removeAll(change.before().interfaces);
        if (!added.isEmpty()) {
            report.add(
                    Fate.REFUSED,
                    name,
                    "",
                    "interfaces added",
                    dotted(added.get(0))
                            + ", and objects of a running class cannot gain one; leave it out with --exclude or build from source");
        }
        List<String> removed = new ArrayList<>(change.before().interfaces);
        removed.removeAll(change.after().interfaces);
        if (removed.contains("java/io/Serializable") || removed.contains("java/io/Externalizable")) {
            report.add(
                    Fate.REFUSED,
                    name,
                    "",
                    "interfaces removed",
                    "running objects stay serializable, which the fix means to end; filter them with jdk.serialFilter"
                            + " instead, or leave the class out with --exclude");
        } else if (!removed.isEmpty()) {
            report.add(
                    Fate.NOTED, name, "", "interfaces removed", dotted(removed.get(0)) + "; running objects keep it");
            report.warn("'" + name.replace('/', '.') + "' no longer implements '" + dotted(removed.get(0))
                    + "' in the fix; running objects still do");
        }
        if (change.becameAbstract()) {
            report.add(Fate.NOTED, name, "", "class became abstract", "running objects stay");
            report.warn(
                    "class '" + name.replace('/', '.') + "' became abstract: objects made before the patch live on");
        }
    }

    private static String dotted(String name) {
        return name == null ? "" : name.replace('/', '.');
    }
}
