/** What the sources and classes of every module keep to; looked at in each build. */
@NullMarked
package org.klp4j.it.rules;

import org.jspecify.annotations.NullMarked;
