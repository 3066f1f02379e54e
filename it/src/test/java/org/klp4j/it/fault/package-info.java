/** Faults: clients, targets and machines that fail in the middle; afterwards the tree tells the truth. */
@NullMarked
package org.klp4j.it.fault;

import org.jspecify.annotations.NullMarked;
