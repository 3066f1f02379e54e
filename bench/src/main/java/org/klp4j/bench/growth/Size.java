package org.klp4j.bench.growth;

import java.util.ArrayList;
import java.util.List;

/** How much of everything. */
record Size(String dimension, int count, int threads, int virtualThreads, int classes, int functions, int loaders) {
    static final String THREADS = "threads";
    static final String VIRTUAL = "virtual threads";
    static final String CLASSES = "classes";
    static final String FUNCTIONS = "functions";
    static final String LOADERS = "loaders";
    static final List<String> DIMENSIONS = List.of(THREADS, VIRTUAL, CLASSES, FUNCTIONS, LOADERS);

    private static final int USUAL_THREADS = 50;
    private static final int FUNCTIONS_A_CLASS = 10;

    /** One of {@code dimension}'s, the rest as usual; functions in one class. */
    static Size of(String dimension, int count) {
        return new Size(
                dimension,
                count,
                dimension.equals(THREADS) ? count : USUAL_THREADS,
                dimension.equals(VIRTUAL) ? count : 0,
                dimension.equals(CLASSES) ? count : 1,
                dimension.equals(FUNCTIONS) ? count : FUNCTIONS_A_CLASS,
                dimension.equals(LOADERS) ? count : 1);
    }

    static List<Size> all(boolean brief, boolean virtualThreads) {
        List<Size> sizes = new ArrayList<>();
        for (String dimension : DIMENSIONS) {
            int most = switch (dimension) {
                case THREADS -> 3_000;
                case VIRTUAL -> 100_000;
                case CLASSES -> 300;
                case FUNCTIONS -> 1_000;
                default -> 100;
            };
            int first = dimension.equals(VIRTUAL) ? 1_000 : 10;
            for (int count = first; count <= (brief ? first : most); count *= 10) {
                sizes.add(of(dimension, count));
            }
            if (!brief) {
                sizes.add(of(dimension, most));
            }
        }
        return sizes.stream()
                .filter(size -> virtualThreads || size.virtualThreads == 0)
                .distinct()
                .toList();
    }
}
