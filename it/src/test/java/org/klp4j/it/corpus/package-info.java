/** Real fixes, from Maven Central: cured in a running JVM or not. */
@NullMarked
package org.klp4j.it.corpus;

import org.jspecify.annotations.NullMarked;
