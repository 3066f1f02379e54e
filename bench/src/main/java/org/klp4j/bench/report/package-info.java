/** Figures as files: rows of named numbers in JSON, and the tables and plots made of them. */
@NullMarked
package org.klp4j.bench.report;

import org.jspecify.annotations.NullMarked;
