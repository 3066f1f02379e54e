/** What a build did and did not do, for a person, a program and a reviewer. */
@NullMarked
package org.klp4j.builder.report;

import org.jspecify.annotations.NullMarked;
