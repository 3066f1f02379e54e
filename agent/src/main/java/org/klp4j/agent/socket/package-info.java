/** The Unix domain socket by which clients reach the control tree and the system calls. */
@NullMarked
package org.klp4j.agent.socket;

import org.jspecify.annotations.NullMarked;
