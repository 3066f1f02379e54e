package org.klp4j.agent.weave;

import java.util.concurrent.ThreadFactory;

/** Threads of the agent: daemons of the outermost group that inherit nothing from the application thread at hand. */
final class AgentThreads {
    private AgentThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            ThreadGroup group = Thread.currentThread().getThreadGroup();
            while (group.getParent() != null) {
                group = group.getParent();
            }
            Thread thread = new Thread(group, task, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.setUncaughtExceptionHandler((dead, failure) -> {}); // the JVM's own would print
            return thread;
        };
    }
}
