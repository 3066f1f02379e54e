package org.klp4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows under named columns, for people as aligned text, for programs as a JSON array of objects. A column's JSON key
 * is its heading in lower case, blanks and dashes as underscores.
 */
final class Table {
    private final List<String> headings;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row: a string, number, boolean, list of strings, or null for what is not known, for each column. */
    void row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The rows as maps from key to value, for {@link Json}. */
    List<Map<String, @Nullable Object>> maps() {
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < headings.size(); i++) {
                map.put(key(headings.get(i)), row.get(i));
            }
            maps.add(map);
        }
        return maps;
    }

    private static String key(String heading) {
        return heading.toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }

    /** The table as lines, each with its newline; numbers stand to the right. */
    String text() {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        line(text, widths, new ArrayList<>(headings));
        for (List<@Nullable Object> row : rows) {
            line(text, widths, row);
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = headings.get(i).length();
            for (List<@Nullable Object> row : rows) {
                widths[i] = Math.max(widths[i], shown(row.get(i)).length());
            }
        }
        return widths;
    }

    private void line(StringBuilder text, int[] widths, List<? extends @Nullable Object> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = shown(cells.get(i));
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : "  ").append(numeric(i) ? padding + cell : cell + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private boolean numeric(int column) {
        List<Object> known = rows.stream()
                .map(row -> row.get(column))
                .filter(Objects::nonNull)
                .toList();
        return !known.isEmpty() && known.stream().allMatch(Number.class::isInstance);
    }

    private static String shown(@Nullable Object cell) {
        if (cell == null) {
            return "-";
        }
        if (cell instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        if (cell instanceof List<?> list) {
            return list.isEmpty()
                    ? "none"
                    : String.join(",", list.stream().map(Object::toString).toList());
        }
        return cell.toString();
    }
}
