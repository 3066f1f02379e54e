/** Runs TLC on the model of the protocol: as it is, and with each of its rules left out. */
@NullMarked
package org.klp4j.model;

import org.jspecify.annotations.NullMarked;
