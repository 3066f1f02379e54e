package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.report.Fate;
import org.objectweb.asm.Opcodes;

/** Judges a change of superclass, interfaces or kind: the JVM keeps those of a running class. */
final class HeaderChange {
    private final PlanReport report;
    private final Streams streams;

    HeaderChange(PlanReport report, Streams streams) {
        this.report = report;
        this.streams = streams;
    }

    private boolean streamsMustRefuse(ClassChange change, List<String> removed) {
        boolean special =
                (change.before().access & (Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM | Opcodes.ACC_RECORD)) != 0;
        return !special && !removed.contains("java/io/Externalizable") && streams.mustRefuse(change);
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
        if (streamsMustRefuse(change, removed)) {
            streams.refuse(change);
            report.add(
                    Fate.CARRIED,
                    name,
                    "",
                    "interfaces removed",
                    "streams refuse objects of the class; they keep its type");
        } else if ((removed.contains("java/io/Serializable") && !streams.stillTake(change))
                || removed.contains("java/io/Externalizable")) {
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
