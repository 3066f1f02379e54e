@NullMarked
package org.klp4j.client;

import org.jspecify.annotations.NullMarked;
