package org.klp4j.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * Refuses, before anything is sent to it, a process that cannot take the agent. The signal that asks HotSpot for
 * its attach socket would print a thread dump where attach is disabled, and kill what does not catch it.
 */
final class Readiness {
    private static final int OLDEST = 17;

    private Readiness() {}

    /** Whether requests can be answered at all. */
    static void check(Target target, Process process) throws KlpException {
        long pid = target.pid();
        refuseEnded(process);
        Target.refuseForeign(process);
        char state = process.state();
        if (state == 'T' || state == 't') {
            throw new KlpException(
                    Errno.EAGAIN, "JVM " + pid + " is stopped; continue it with 'kill -CONT " + pid + "' first");
        }
    }

    static void refuseEnded(Process process) throws KlpException {
        if (!process.alive()) {
            throw new KlpException(Errno.ESRCH, "there is no process " + process.pid());
        }
    }

    /** Whether the agent can be attached. */
    static void checkAttach(Target target, Process process) throws KlpException {
        long pid = target.pid();
        if (process.mapped("libjvm.so") == null) {
            refuseEnded(process);
            throw new KlpException(Errno.EINVAL, "process " + pid + " is not a JVM");
        }
        for (String library : List.of("libj9vm29.so", "libj9vm.so")) {
            if (process.mapped(library) != null) {
                throw new KlpException(Errno.EINVAL, "JVM " + pid + " runs OpenJ9; klp4j needs HotSpot");
            }
        }
        int feature = feature(target.javaVersion());
        if (feature > 0 && feature < OLDEST) {
            throw new KlpException(
                    Errno.EINVAL,
                    "JVM " + pid + " runs Java " + target.javaVersion() + "; klp4j needs " + OLDEST + " or newer");
        }
        checkFlags(pid, process, target.data());
    }

    private static void checkFlags(long pid, Process process, Map<String, String> data) throws KlpException {
        String atStart = "; start it with -javaagent:klp4j-agent.jar instead";
        String flags = flags(process, data);
        if (data.getOrDefault("sun.rt.jvmCapabilities", "1").startsWith("0")
                || isSet(flags, "+DisableAttachMechanism", "-DisableAttachMechanism")) {
            throw new KlpException(
                    Errno.EACCES, "JVM " + pid + " has attach disabled (-XX:+DisableAttachMechanism)" + atStart);
        }
        if (isSet(flags, "-EnableDynamicAgentLoading", "+EnableDynamicAgentLoading")) {
            throw new KlpException(
                    Errno.EACCES, "JVM " + pid + " refuses agents (-XX:-EnableDynamicAgentLoading)" + atStart);
        }
        if (!process.catchesQuit()) {
            refuseEnded(process);
            throw new KlpException(
                    Errno.EAGAIN,
                    "JVM " + pid + " does not catch SIGQUIT: it is still starting, try again, or runs with -Xrs"
                            + atStart);
        }
    }

    /** What the JVM says of its flags, or else what its command line and environment say. */
    private static String flags(Process process, Map<String, String> data) {
        if (data.containsKey("java.rt.vmArgs")) {
            return data.get("java.rt.vmArgs") + " " + data.getOrDefault("java.rt.vmFlags", "");
        }
        List<String> words = new ArrayList<>(process.commandLine());
        for (String variable : process.environment()) {
            if (variable.startsWith("JAVA_TOOL_OPTIONS=")
                    || variable.startsWith("JDK_JAVA_OPTIONS=")
                    || variable.startsWith("_JAVA_OPTIONS=")) {
                words.add(variable.substring(variable.indexOf('=') + 1));
            }
        }
        return String.join(" ", words);
    }

    private static boolean isSet(String flags, String set, String unset) {
        return flags.lastIndexOf("-XX:" + set) > flags.lastIndexOf("-XX:" + unset);
    }

    /** 17 of {@code 17.0.15}, 8 of {@code 1.8.0_402}, 0 when not known. */
    static int feature(String version) {
        String[] parts = version.split("[^0-9]+");
        try {
            int first = Integer.parseInt(parts[0]);
            return first == 1 && parts.length > 1 ? Integer.parseInt(parts[1]) : first;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }
}
