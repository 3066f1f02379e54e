package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** Orders and drops what compilers order and drop differently, in the canonical code of a method. */
final class Tidied {
    private static final String VALUE_OF =
            Opcodes.INVOKESTATIC + " java/lang/String.valueOf(Ljava/lang/Object;)Ljava/lang/String;";
    private static final String THIS = Opcodes.ALOAD + " v0";

    private Tidied() {}

    static List<String> of(List<String> tokens) {
        return captures(assignments(operands(tokens)));
    }

    /** An operand of a concatenation may be made text before: it is the same text. */
    private static List<String> operands(List<String> tokens) {
        int last = -1;
        for (int i = 0; i < tokens.size(); i++) {
            last = tokens.get(i).startsWith("concat ") ? i : last;
        }
        List<String> out = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            boolean operand = i < last && tokens.get(i).equals(VALUE_OF) && begins(tokens.get(i + 1));
            if (!operand) {
                out.add(tokens.get(i));
            }
        }
        return out;
    }

    /** Whether the next operand, or the concatenation itself, begins here. */
    private static boolean begins(String token) {
        String head = token.replaceFirst(" .*", "");
        if (!head.matches("\\d+")) {
            return head.equals("concat") || head.equals("ldc");
        }
        int opcode = Integer.parseInt(head);
        return opcode <= Opcodes.ALOAD || opcode == Opcodes.GETSTATIC || opcode == Opcodes.NEW;
    }

    /** An assignment whose value nobody wants, made by an accessor that returns it. */
    private static List<String> assignments(List<String> tokens) {
        List<String> out = new ArrayList<>(tokens);
        for (int i = 0; i + 2 < out.size(); i++) {
            boolean one = out.get(i).equals(Integer.toString(Opcodes.DUP_X1))
                    && out.get(i + 2).equals(Integer.toString(Opcodes.POP));
            boolean two = out.get(i).equals(Integer.toString(Opcodes.DUP2_X1))
                    && out.get(i + 2).equals(Integer.toString(Opcodes.POP2));
            if ((one || two) && out.get(i + 1).startsWith(Opcodes.PUTFIELD + " ")) {
                out.remove(i + 2);
                out.remove(i);
            }
        }
        return out;
    }

    /** The order in which a constructor keeps what its class captures is the compiler's. */
    private static List<String> captures(List<String> tokens) {
        List<String> out = new ArrayList<>();
        int at = 0;
        while (at < tokens.size()) {
            List<List<String>> run = new ArrayList<>();
            while (capture(tokens, at)) {
                run.add(tokens.subList(at, at + 3));
                at += 3;
            }
            run.sort(Comparator.comparing((List<String> triple) -> triple.get(2)));
            run.forEach(out::addAll);
            if (run.isEmpty()) {
                out.add(tokens.get(at++));
            }
        }
        return out;
    }

    private static boolean capture(List<String> tokens, int at) {
        return at + 2 < tokens.size()
                && tokens.get(at).equals(THIS)
                && tokens.get(at + 1).matches("2[1-5] v\\d+")
                && tokens.get(at + 2).startsWith(Opcodes.PUTFIELD + " ")
                && tokens.get(at + 2).matches(".*\\.(this|val)\\$.*");
    }
}
