package org.klp4j.agent.socket;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The control socket while a thread of its own binds it: what the JDK loads for that takes a third of the start. */
public final class SocketBinding {
    private final FutureTask<ControlSocket> task;
    private final Thread thread;

    private SocketBinding(FutureTask<ControlSocket> task) {
        this.task = task;
        this.thread = Sessions.daemon("klp4j bind", task);
    }

    /** Begins to bind the socket; nobody is answered yet. */
    public static SocketBinding start() {
        SocketBinding binding = new SocketBinding(new FutureTask<>(ControlSocket::bind));
        binding.thread.start();
        return binding;
    }

    /** The socket; the thread has ended. Throws what kept it from being bound. */
    public ControlSocket await() throws ExecutionException, InterruptedException {
        thread.join();
        return task.get();
    }

    /** Gives the socket up again, when it was never served. */
    public void giveUp() throws IOException, InterruptedException {
        try {
            await().close();
        } catch (ExecutionException neverBound) {
            return; // whoever waits for it is told
        }
    }
}
