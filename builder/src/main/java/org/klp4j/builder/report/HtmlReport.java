package org.klp4j.builder.report;

import java.util.List;
import java.util.Locale;

/** The report as one page for a reviewer: nothing is fetched, no script runs, every name is escaped. */
public final class HtmlReport {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>@TITLE@</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 110em; padding: 0 1em; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .15em .6em; border-bottom: 1px solid #ddd; }
            td.refused { background: #ffd7d5; } td.carried { background: #d8f5dd; }
            .hash { font: 12px ui-monospace, monospace; color: #555; word-break: break-all; }
            .code { table-layout: fixed; margin: .4em 0 1.2em; }
            .code td { font: 12px/1.35 ui-monospace, monospace; white-space: pre-wrap; tab-size: 4; border: 0;
              overflow-wrap: anywhere; padding: 0 .6em; }
            .changed td { background: #fff2c2; } .added td + td { background: #d8f5dd; }
            .removed td:first-child { background: #ffd7d5; }
            .warning { background: #fff2c2; padding: .3em .6em; margin: .3em 0; }
            .sign td { height: 3em; width: 33%; }
            summary { cursor: pointer; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
            </style></head><body>
            """;

    private final StringBuilder html = new StringBuilder();
    private final Report report;

    private HtmlReport(Report report) {
        this.report = report;
    }

    /** The page. */
    public static String of(Report report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        String title = "Livepatch module '" + report.module() + "'";
        html.append(HEAD.replace("@TITLE@", Html.escaped(title)));
        element("h1", title);
        String refusal = report.refusal();
        if (refusal != null) {
            html.append("<p class=\"warning\"><b>No module was made:</b> ")
                    .append(Html.escaped(refusal))
                    .append("</p>\n");
        }
        inputs();
        warnings();
        items("Carried", Fate.CARRIED);
        items("Not carried: the build refuses", Fate.REFUSED);
        items("Left out by --only or --exclude", Fate.EXCLUDED);
        items("Noted", Fate.NOTED);
        listings();
        html.append(
                "<h2>Review</h2>\n<table class=\"sign\"><tr><th>Reviewed by</th><th>Date</th><th>Signature</th></tr>"
                        + "<tr><td></td><td></td><td></td></tr></table>\n</body></html>\n");
        return html.toString();
    }

    private void element(String tag, String text) {
        html.append('<').append(tag).append('>').append(Html.escaped(text));
        html.append("</").append(tag).append(">\n");
    }

    private void inputs() {
        element("h2", "Built from");
        html.append("<table><tr><th></th><th>File</th><th>SHA-256</th></tr>\n");
        for (Input input : report.inputs()) {
            html.append("<tr><td>").append(Html.escaped(input.role()));
            html.append("</td><td>").append(Html.escaped(input.file()));
            html.append("</td><td class=\"hash\">").append(Html.escaped(input.sha256()));
            html.append("</td></tr>\n");
        }
        html.append("</table>\n");
    }

    private void warnings() {
        if (report.warnings().isEmpty()) {
            return;
        }
        element("h2", "Warnings (" + report.warnings().size() + ")");
        for (String warning : report.warnings()) {
            html.append("<p class=\"warning\">").append(Html.escaped(warning)).append("</p>\n");
        }
    }

    private void items(String title, Fate fate) {
        List<Item> items = report.with(fate);
        if (items.isEmpty()) {
            return;
        }
        boolean open = fate == Fate.CARRIED || fate == Fate.REFUSED;
        html.append("<details").append(open ? " open" : "").append("><summary><b>");
        html.append(Html.escaped(title)).append(" (").append(items.size()).append(")</b></summary>\n<table>");
        html.append("<tr><th>What</th><th>Change</th><th>How, or why not</th></tr>\n");
        String mark = fate.name().toLowerCase(Locale.ROOT);
        for (Item item : items) {
            html.append("<tr><td class=\"").append(mark).append("\">").append(Html.escaped(item.symbol()));
            html.append("</td><td>").append(Html.escaped(item.change()));
            html.append("</td><td>").append(Html.escaped(item.how())).append("</td></tr>\n");
        }
        html.append("</table></details>\n");
    }

    private void listings() {
        if (report.listings().isEmpty()) {
            return;
        }
        element("h2", "Code, as it runs and as the fix has it");
        for (Listing listing : report.listings()) {
            html.append("<details open><summary>")
                    .append(Html.escaped(listing.symbol()))
                    .append("</summary>\n<p>");
            html.append(Html.escaped(listing.change() + (listing.source() ? " (source)" : " (bytecode)")));
            html.append("</p>\n<table class=\"code\">\n");
            html.append(SideBySide.rows(listing.before(), listing.after()));
            html.append("</table></details>\n");
        }
    }
}
