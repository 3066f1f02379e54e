/** Real target JVMs: which ones this machine has, how one is started, talked to and ended. */
@NullMarked
package org.klp4j.it.jvm;

import org.jspecify.annotations.NullMarked;
