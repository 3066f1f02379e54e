/** What every scenario works with: the JDK, the installation, child processes, sources to compile. */
@NullMarked
package org.klp4j.bench.lab;

import org.jspecify.annotations.NullMarked;
