package org.klp4j.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The text of {@code META-INF/klp/patch}: one fact a line, words separated by one space, {@code %xx} for a space, a
 * control character or {@code %} inside a word.
 *
 * <pre>
 * klp 1
 * object NAME
 * function CLASS METHOD DESCRIPTOR SYMPOS OLDHASH NEWHASH      belongs to the object above it
 * callbacks COMPANION                                          likewise
 * companion NAME HOST [serial]
 * need HOST OWNER [MEMBER DESCRIPTOR [static]]
 * note TEXT
 * </pre>
 */
final class PatchText {
    private static final String HEAD = "klp 1";
    private static final int MAX_SYMPOS = 65_535;

    private PatchText() {}

    /** A companion without its bytes. */
    record Companion(String name, String host, boolean serial) {}

    /** What the text says. */
    record Parsed(List<ObjectImage> objects, List<Companion> companions, List<NeedImage> needs, List<String> notes) {}

    static String write(PatchImage patch) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (ObjectImage object : patch.objects()) {
            line(text, "object", object.name());
            for (FunctionImage f : object.functions()) {
                String sympos = Integer.toString(f.sympos());
                line(text, "function", f.className(), f.method(), f.descriptor(), sympos, f.oldHash(), f.newHash());
            }
            object.callbacks().forEach(companion -> line(text, "callbacks", companion));
        }
        for (CompanionImage companion : patch.companions()) {
            if (companion.serial()) {
                line(text, "companion", companion.name(), companion.host(), "serial");
            } else {
                line(text, "companion", companion.name(), companion.host());
            }
        }
        patch.needs().forEach(need -> need(text, need));
        patch.notes().forEach(note -> line(text, "note", note));
        return text.toString();
    }

    private static void need(StringBuilder text, NeedImage need) {
        if (need.name().isEmpty()) {
            line(text, "need", need.host(), need.owner());
        } else if (need.isStatic()) {
            line(text, "need", need.host(), need.owner(), need.name(), need.descriptor(), "static");
        } else {
            line(text, "need", need.host(), need.owner(), need.name(), need.descriptor());
        }
    }

    private static void line(StringBuilder text, String... words) {
        for (int i = 0; i < words.length; i++) {
            text.append(i == 0 ? "" : " ").append(escaped(words[i]));
        }
        text.append('\n');
    }

    static Parsed parse(byte[] bytes) throws FormatException {
        String[] lines = decoded(bytes).split("\n", -1);
        if (!lines[0].equals(HEAD)) {
            throw new FormatException("line 1 of 'META-INF/klp/patch' is not '" + HEAD + "'");
        }
        if (!lines[lines.length - 1].isEmpty()) {
            throw new FormatException("the last line of 'META-INF/klp/patch' is cut short");
        }
        Reader reader = new Reader();
        for (int i = 1; i < lines.length - 1; i++) {
            try {
                reader.line(lines[i]);
            } catch (FormatException e) {
                throw new FormatException("line " + (i + 1) + " of 'META-INF/klp/patch': " + e.getMessage());
            }
        }
        return reader.parsed();
    }

    private static String decoded(byte[] bytes) throws FormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException("'META-INF/klp/patch' is not UTF-8");
        }
    }

    private static String escaped(String word) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= ' ' || c == '%' || c == 0x7f) {
                out.append(String.format(Locale.ROOT, "%%%02x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String unescaped(String word) throws FormatException {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            String digits = word.substring(Math.min(i + 1, word.length()), Math.min(i + 3, word.length()));
            if (!digits.matches("[0-9a-f]{2}")) {
                throw new FormatException("'" + word + "' has a '%' without two hex digits");
            }
            out.append((char) Integer.parseInt(digits, 16));
            i += 2;
        }
        return out.toString();
    }

    /** Takes line after line. */
    private static final class Reader {
        private final Map<String, Facts> objects = new LinkedHashMap<>();
        private final List<Companion> companions = new ArrayList<>();
        private final List<NeedImage> needs = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private List<FunctionImage> functions = List.of();
        private List<String> callbacks = List.of();

        /** What belongs to one object. */
        private record Facts(List<FunctionImage> functions, List<String> callbacks) {}

        void line(String line) throws FormatException {
            String[] words = line.split(" ", -1);
            for (int i = 0; i < words.length; i++) {
                words[i] = unescaped(words[i]);
                if (words[i].isEmpty()) {
                    throw new FormatException("empty word");
                }
            }
            switch (words[0]) {
                case "object" -> object(words);
                case "function" -> function(words);
                case "callbacks" -> callbacks(words);
                case "companion" -> companion(words);
                case "need" -> need(words);
                case "note" -> notes.add(count(words, 2, 2)[1]);
                default -> throw new FormatException("unknown keyword '" + words[0] + "'; it may need a newer klp4j");
            }
        }

        private void object(String[] words) throws FormatException {
            String name = count(words, 2, 2)[1];
            functions = new ArrayList<>();
            callbacks = new ArrayList<>();
            if (objects.put(name, new Facts(functions, callbacks)) != null) {
                throw new FormatException("object '" + name + "' is there twice");
            }
        }

        private void function(String[] words) throws FormatException {
            count(words, 7, 7);
            if (objects.isEmpty()) {
                throw new FormatException("a function before the first object");
            }
            once("function " + words[1] + "." + words[2] + words[3]);
            functions.add(new FunctionImage(
                    className(words[1]),
                    words[2],
                    descriptor(words[3]),
                    sympos(words[4]),
                    hash(words[5]),
                    hash(words[6])));
        }

        private void companion(String[] words) throws FormatException {
            count(words, 3, 4);
            once("companion " + words[1]);
            boolean serial = words.length == 4;
            if (serial && !words[3].equals("serial")) {
                throw new FormatException("unknown flag '" + words[3] + "'");
            }
            companions.add(new Companion(className(words[1]), className(words[2]), serial));
        }

        private void need(String[] words) throws FormatException {
            count(words, 3, 6);
            boolean isStatic = words.length == 6 && words[5].equals("static");
            if (words.length == 4 || (words.length == 6 && !isStatic)) {
                throw new FormatException("'need' takes a class, or a member with its descriptor and perhaps 'static'");
            }
            String name = words.length > 3 ? words[3] : "";
            String descriptor = words.length > 3 ? words[4] : "";
            needs.add(new NeedImage(className(words[1]), className(words[2]), name, descriptor, isStatic));
        }

        private void callbacks(String[] words) throws FormatException {
            count(words, 2, 2);
            if (objects.isEmpty()) {
                throw new FormatException("callbacks before the first object");
            }
            once("callbacks " + words[1]);
            callbacks.add(className(words[1]));
        }

        private static String[] count(String[] words, int min, int max) throws FormatException {
            if (words.length < min || words.length > max) {
                throw new FormatException("'" + words[0] + "' with " + (words.length - 1) + " words");
            }
            return words;
        }

        private void once(String key) throws FormatException {
            if (!seen.add(key)) {
                throw new FormatException(key + " is there twice");
            }
        }

        private static String className(String word) throws FormatException {
            if (word.matches(".*[/;\\[].*") || word.startsWith(".") || word.endsWith(".") || word.contains("..")) {
                throw new FormatException("'" + word + "' is no class name");
            }
            return word;
        }

        private static String descriptor(String word) throws FormatException {
            int close = word.indexOf(')');
            boolean valid = word.startsWith("(") && close > 0;
            int at = 1;
            while (valid && at < close) {
                at = typeEnd(word, at);
                valid = at > 0 && at <= close;
            }
            boolean returns =
                    valid && (word.substring(close + 1).equals("V") || typeEnd(word, close + 1) == word.length());
            if (!returns) {
                throw new FormatException("'" + word + "' is no method descriptor");
            }
            return word;
        }

        /** The index after the field descriptor that starts at {@code at}; -1 when there is none. */
        private static int typeEnd(String word, int at) {
            int i = at;
            while (i < word.length() && word.charAt(i) == '[') {
                i++;
            }
            if (i >= word.length()) {
                return -1;
            }
            if (word.charAt(i) == 'L') {
                int end = word.indexOf(';', i);
                return end > i + 1 ? end + 1 : -1;
            }
            return "BCDFIJSZ".indexOf(word.charAt(i)) >= 0 ? i + 1 : -1;
        }

        private static int sympos(String word) throws FormatException {
            int value = word.matches("[0-9]{1,5}") ? Integer.parseInt(word) : -1;
            if (value < 0 || value > MAX_SYMPOS) {
                throw new FormatException("'" + word + "' is no symbol position");
            }
            return value;
        }

        private static String hash(String word) throws FormatException {
            if (!word.matches("[0-9a-f]{64}")) {
                throw new FormatException("'" + word + "' is no body hash");
            }
            return word;
        }

        Parsed parsed() {
            List<ObjectImage> images = new ArrayList<>();
            objects.forEach((name, facts) -> images.add(new ObjectImage(name, facts.functions(), facts.callbacks())));
            return new Parsed(images, companions, needs, notes);
        }
    }
}
