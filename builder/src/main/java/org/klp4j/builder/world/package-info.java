/** The classes code may refer to, before and after the fix, and how the JVM resolves a reference among them. */
@NullMarked
package org.klp4j.builder.world;

import org.jspecify.annotations.NullMarked;
