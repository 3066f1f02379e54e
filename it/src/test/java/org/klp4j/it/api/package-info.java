/** Hand-written modules: structures, callbacks, life cycles and objects through the real API. */
@NullMarked
package org.klp4j.it.api;

import org.jspecify.annotations.NullMarked;
