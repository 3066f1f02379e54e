/** {@code klp build}: makes a livepatch module from a vulnerable and a fixed jar. {@link org.klp4j.builder.Build} is the entry. */
@NullMarked
package org.klp4j.builder;

import org.jspecify.annotations.NullMarked;
