/** The cases of the kernel's livepatch selftests, against a JVM that plays the kernel; their logs are transcripts. */
@NullMarked
package org.klp4j.it.selftests;

import org.jspecify.annotations.NullMarked;
