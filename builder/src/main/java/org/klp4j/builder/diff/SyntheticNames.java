package org.klp4j.builder.diff;

import java.util.regex.Pattern;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/** Names that compilers number: lambda bodies, accessors of private members, anonymous and local classes. */
public final class SyntheticNames {
    private static final Pattern METHOD = Pattern.compile("(lambda\\$.*|access\\$\\d+|lambda\\$\\d+|\\$values)");
    private static final Pattern NUMBER = Pattern.compile("\\$\\d+");

    private SyntheticNames() {}

    /** Whether a method's name is the compiler's, so that only its content counts. */
    static boolean numbered(MethodNode method) {
        return (method.access & Opcodes.ACC_SYNTHETIC) != 0
                && METHOD.matcher(method.name).matches();
    }

    /** Whether a method only lets other classes of the nest reach a private member, as before nestmates. */
    public static boolean accessor(MethodNode method) {
        boolean synthetic = (method.access & Opcodes.ACC_SYNTHETIC) != 0;
        return synthetic && (method.name.equals("<init>") || method.name.startsWith("access$"));
    }

    /** Whether a class is anonymous, local or a compiler's switch map: some part of its name is numbered. */
    public static boolean numberedClass(String name) {
        return NUMBER.matcher(name).find();
    }

    /** The name or descriptor with every such number blanked. */
    static String blanked(String text) {
        return text.indexOf('$') < 0 ? text : NUMBER.matcher(text).replaceAll("\\$#");
    }

    /** The outermost class of a name. */
    static String outermost(String name) {
        int dollar = name.indexOf('$', name.lastIndexOf('/') + 2);
        return dollar < 0 ? name : name.substring(0, dollar);
    }

    /** {@code foo} of {@code lambda$foo$3}: which method a lambda stands in. */
    static String lambdaHome(String name) {
        return name.replaceFirst("\\$\\d+$", "");
    }
}
