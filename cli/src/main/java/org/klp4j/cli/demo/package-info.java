/**
 * {@code klp demo}: cures a running service of CVE-2021-44228 under load, with the commands a user would type, and
 * checks at every step that what was to happen did.
 */
@NullMarked
package org.klp4j.cli.demo;

import org.jspecify.annotations.NullMarked;
