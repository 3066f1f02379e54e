/** Decides what a module carries and how: compares, closes over callers and readers, has code lifted, packs. */
@NullMarked
package org.klp4j.builder.plan;

import org.jspecify.annotations.NullMarked;
