package org.klp4j.bench.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** SVG files. */
public final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 380;

    /** That are told apart by everyone, and none of them twice. */
    private static final Color[] COLORS = {
        new Color(0x0072B2),
        new Color(0xE69F00),
        new Color(0x009E73),
        new Color(0xD55E00),
        new Color(0x56B4E9),
        new Color(0xCC79A7),
        new Color(0x444444),
        new Color(0xBBBBBB),
    };

    private Plot() {}

    /** A named line or group of bars; {@code y} belongs to {@code x} by position. */
    public record Series(String name, List<Double> x, List<Double> y) {}

    /** Growth: lines over two logarithmic axes; points that are no positive numbers are left out. */
    public static void lines(Path file, String title, String x, String y, List<Series> series) throws IOException {
        XYChart chart = chart(title, x, y, series);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        saveIfAny(chart, file);
    }

    /** A course over time: the same over two linear axes, {@code y} from zero. */
    public static void course(Path file, String title, String x, String y, List<Series> series) throws IOException {
        XYChart chart = chart(title, x, y, series);
        chart.getStyler().setYAxisMin(0.0);
        saveIfAny(chart, file);
    }

    private static XYChart chart(String title, String x, String y, List<Series> series) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setDecimalPattern("#,##0.##");
        for (Series line : series) {
            List<Integer> good = positions(line);
            if (!good.isEmpty()) {
                chart.addSeries(
                        line.name,
                        good.stream().map(line.x::get).toList(),
                        good.stream().map(line.y::get).toList());
            }
        }
        return chart;
    }

    private static void saveIfAny(XYChart chart, Path file) throws IOException {
        if (!chart.getSeriesMap().isEmpty()) {
            save(chart, file);
        }
    }

    private static List<Integer> positions(Series line) {
        return java.util.stream.IntStream.range(0, line.x.size())
                .filter(i -> line.x.get(i) > 0 && line.y.get(i) > 0)
                .boxed()
                .toList();
    }

    /** A comparison: for each name a bar in each series. */
    public static void bars(Path file, String title, String y, List<String> names, List<Series> series)
            throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setXAxisLabelRotation(30);
        chart.getStyler().setLabelsVisible(false);
        if (names.isEmpty()) {
            return;
        }
        for (Series group : series) {
            chart.addSeries(
                    group.name,
                    names,
                    group.y.stream().map(v -> Double.isNaN(v) ? 0.0 : v).toList());
        }
        save(chart, file);
    }

    private static void save(Chart<?, ?> chart, Path file) throws IOException {
        Styler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setSeriesColors(COLORS);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        // The suffix is added to a name without one.
        String name = file.toString().replaceFirst("\\.svg$", "");
        VectorGraphicsEncoder.saveVectorGraphic(chart, name, VectorGraphicsFormat.SVG);
    }
}
