/** The operator's side: modules made by the builder, and a session with a target through the client's API. */
@NullMarked
package org.klp4j.it.klp;

import org.jspecify.annotations.NullMarked;
