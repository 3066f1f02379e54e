/**
 * An ordinary web service that logs with a vulnerable library, and a client that loads it with requests. Neither
 * knows anything of klp4j.
 */
@NullMarked
package org.klp4j.demo;

import org.jspecify.annotations.NullMarked;
