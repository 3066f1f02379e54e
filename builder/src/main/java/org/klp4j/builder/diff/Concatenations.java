package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * Brings the two ways javac concatenates strings to one: {@code new StringBuilder().append(…).toString()} and
 * {@code invokedynamic makeConcatWithConstants} both become the operands followed by {@code concat RECIPE}.
 */
final class Concatenations {
    private static final String NEW = Opcodes.NEW + " java/lang/StringBuilder";
    private static final String DUP = Integer.toString(Opcodes.DUP);
    private static final String INIT = Opcodes.INVOKESPECIAL + " java/lang/StringBuilder.<init>()V";
    private static final String APPEND = "call java/lang/StringBuilder.append(";
    private static final String TO_STRING = "call java/lang/StringBuilder.toString()Ljava/lang/String;";
    private static final char OPERAND = '\u0001';
    private static final char INJECTED = '\u0002';

    private Concatenations() {}

    /** The token of a concatenation by {@code invokedynamic}. */
    static String token(InvokeDynamicInsnNode indy) {
        if (indy.name.equals("makeConcat")) {
            int operands = org.objectweb.asm.Type.getArgumentTypes(indy.desc).length;
            return "concat " + String.valueOf(OPERAND).repeat(operands);
        }
        StringBuilder recipe = new StringBuilder();
        int constant = 1;
        for (char c : ((String) indy.bsmArgs[0]).toCharArray()) {
            recipe.append(c == INJECTED ? String.valueOf(indy.bsmArgs[constant++]) : String.valueOf(c));
        }
        return "concat " + recipe;
    }

    /** The tokens with every builder chain that is a plain expression replaced. */
    static List<String> normalised(List<String> tokens) {
        List<String> out = new ArrayList<>(tokens.size());
        int at = 0;
        while (at < tokens.size()) {
            Chain chain = starts(tokens, at) ? parse(tokens, at + 3) : null;
            if (chain == null) {
                out.add(tokens.get(at++));
            } else {
                out.addAll(chain.tokens());
                at = chain.end();
            }
        }
        return out;
    }

    private record Chain(List<String> tokens, int end) {}

    private static boolean starts(List<String> tokens, int at) {
        return at + 2 < tokens.size()
                && tokens.get(at).equals(NEW)
                && tokens.get(at + 1).equals(DUP)
                && tokens.get(at + 2).equals(INIT);
    }

    /** Parses from behind the constructor call to the matching {@code toString}; null when it is no expression. */
    private static @Nullable Chain parse(List<String> tokens, int from) {
        List<String> out = new ArrayList<>();
        StringBuilder recipe = new StringBuilder();
        int operand = 0;
        int at = from;
        while (at < tokens.size()) {
            String token = tokens.get(at);
            if (starts(tokens, at)) {
                Chain inner = parse(tokens, at + 3);
                if (inner == null) {
                    return null;
                }
                out.addAll(inner.tokens());
                at = inner.end();
                continue;
            }
            if (token.startsWith(APPEND)) {
                String constant = out.size() == operand + 1 ? constant(out.get(operand), token) : null;
                if (constant == null) {
                    recipe.append(OPERAND);
                } else {
                    out.remove(operand);
                    recipe.append(constant);
                }
                operand = out.size();
            } else if (token.equals(TO_STRING)) {
                out.add("concat " + recipe);
                return new Chain(out, at + 1);
            } else if (breaks(token)) {
                return null;
            } else {
                out.add(token);
            }
            at++;
        }
        return null;
    }

    /** The text of an operand that is a constant; null when it is none. */
    private static @Nullable String constant(String token, String append) {
        char type = append.charAt(APPEND.length());
        if (token.startsWith("ldc ")) {
            String[] parts = token.split(" ", 3);
            boolean asItIs = type != 'C' && type != 'Z';
            return parts[1].equals("Type") || !asItIs ? null : parts[2];
        }
        if (token.equals("1")) {
            return "null";
        }
        String number = number(token);
        if (number == null) {
            return null;
        }
        return switch (type) {
            case 'C' -> String.valueOf((char) Integer.parseInt(number));
            case 'Z' -> number.equals("0") ? "false" : "true";
            default -> number;
        };
    }

    private static @Nullable String number(String token) {
        if (token.matches("1[67] -?\\d+")) {
            return token.substring(3);
        }
        int opcode = token.matches("\\d+") ? Integer.parseInt(token) : -1;
        if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
            return Integer.toString(opcode - Opcodes.ICONST_0);
        } else if (opcode == Opcodes.LCONST_0 || opcode == Opcodes.LCONST_1) {
            return Integer.toString(opcode - Opcodes.LCONST_0);
        } else if (opcode >= Opcodes.FCONST_0 && opcode <= Opcodes.FCONST_2) {
            return (opcode - Opcodes.FCONST_0) + ".0";
        }
        return opcode == Opcodes.DCONST_0 || opcode == Opcodes.DCONST_1 ? (opcode - Opcodes.DCONST_0) + ".0" : null;
    }

    /** Instructions that a single expression does not have. */
    private static boolean breaks(String token) {
        int space = token.indexOf(' ');
        String head = space < 0 ? token : token.substring(0, space);
        if (!head.matches("\\d+")) {
            return false;
        }
        int opcode = Integer.parseInt(head);
        return (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE)
                || opcode == Opcodes.POP
                || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN);
    }
}
