package org.klp4j.bench.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;

/** One question, measured apart from all others. */
public interface Scenario {
    /** Name of its files, and what {@code --only} takes. */
    String name();

    /** Measures it on one JDK. */
    List<Row> run(Lab lab) throws Exception;

    /** Its part of the page, out of what is kept; plots go into {@code folder}. */
    String page(List<Result> results, Path folder) throws IOException;
}
