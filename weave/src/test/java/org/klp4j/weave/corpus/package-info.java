/** Real code in bulk: a JVM that weaves all of it and takes it back, and the test that starts that JVM. */
@NullMarked
package org.klp4j.weave.corpus;

import org.jspecify.annotations.NullMarked;
