/** The packaged agent in real JVMs: how it gets in, who may talk to it, and that nothing shakes it. */
@NullMarked
package org.klp4j.it.agent;

import org.jspecify.annotations.NullMarked;
