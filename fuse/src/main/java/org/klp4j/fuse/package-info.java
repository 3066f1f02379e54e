/** The control tree of every JVM as files, for shells and scripts; a process of its own, on Java 22 or newer. */
@NullMarked
package org.klp4j.fuse;

import org.jspecify.annotations.NullMarked;
