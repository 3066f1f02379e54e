package org.klp4j.builder.report;

/** Text in HTML. Class files may have any name, so nothing is trusted. */
final class Html {
    private Html() {}

    /** Text that a browser shows as it is, in an element or in a quoted attribute. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (shown(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append("\\u{").append(Integer.toHexString(c)).append('}');
                    }
                }
            }
        }
        return out.toString();
    }

    /** Not what is invisible, nor what turns the direction of text round to make code look like other code. */
    private static boolean shown(int c) {
        return c == '\t'
                || switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
                    default -> true;
                };
    }
}
