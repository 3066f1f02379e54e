/** What a build starts from: jars, their classes and names, and the patterns that select classes. */
@NullMarked
package org.klp4j.builder.input;

import org.jspecify.annotations.NullMarked;
