package org.klp4j.builder.report;

import com.github.difflib.text.DiffRow;
import com.github.difflib.text.DiffRowGenerator;
import java.util.List;

/** Two versions of a text as rows of a table, the rows that differ marked. */
final class SideBySide {
    private static final DiffRowGenerator ROWS = DiffRowGenerator.create()
            .showInlineDiffs(false)
            .ignoreWhiteSpaces(false)
            .lineNormalizer(line -> line)
            .build();

    private SideBySide() {}

    static String rows(List<String> before, List<String> after) {
        StringBuilder html = new StringBuilder();
        int left = 0;
        int right = 0;
        for (DiffRow row : ROWS.generateDiffRows(before, after)) {
            DiffRow.Tag tag = row.getTag();
            boolean hasLeft = tag != DiffRow.Tag.INSERT && left < before.size();
            boolean hasRight = tag != DiffRow.Tag.DELETE && right < after.size();
            if (tag == DiffRow.Tag.CHANGE) {
                hasLeft = left < before.size() && before.get(left).equals(row.getOldLine());
                hasRight = right < after.size() && after.get(right).equals(row.getNewLine());
            }
            html.append("<tr class=\"").append(mark(tag)).append("\"><td>");
            html.append(hasLeft ? Html.escaped(before.get(left++)) : "").append("</td><td>");
            html.append(hasRight ? Html.escaped(after.get(right++)) : "").append("</td></tr>\n");
        }
        return html.toString();
    }

    private static String mark(DiffRow.Tag tag) {
        return switch (tag) {
            case INSERT -> "added";
            case DELETE -> "removed";
            case CHANGE -> "changed";
            case EQUAL -> "equal";
        };
    }
}
