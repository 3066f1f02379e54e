/** The demo's service under load while it is patched. */
@NullMarked
package org.klp4j.bench.service;

import org.jspecify.annotations.NullMarked;
