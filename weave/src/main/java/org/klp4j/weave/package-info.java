/**
 * Pure functions on class files: the hash of a method body, the symbols of a class, the weave of one or two bodies
 * into a method, and the rules for what may be woven at all. Nothing here knows a class loader, a thread or a file.
 */
@NullMarked
package org.klp4j.weave;

import org.jspecify.annotations.NullMarked;
