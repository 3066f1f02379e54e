package org.klp4j.selftests.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The program whose JVM plays the kernel. It prints {@code @ready}, then answers each line on its standard input with
 * one that begins with {@code @}; it ends with its input.
 */
public final class Kernel {
    private static final List<Thread> CALLERS = new ArrayList<>();

    private Kernel() {}

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        say("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            say(
                    switch (words[0]) {
                        case "cmdline" -> Proc.cmdline_proc_show().strip();
                        case "meminfo" -> Proc.meminfo_proc_show().strip();
                        case "loglevel" -> Integer.toString(Printk.console_loglevel());
                        case "getpid" -> Integer.toString(Syscalls.getpid());
                        case "hammer" -> hammer(Integer.parseInt(words[1]));
                        default -> "unknown command";
                    });
        }
    }

    /** Starts threads that do nothing but call {@code getpid}; answers with their ids. */
    private static String hammer(int threads) {
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < threads; i++) {
            Thread caller = new Thread(
                    () -> {
                        while (Syscalls.getpid() >= 0) {
                            Thread.onSpinWait();
                        }
                    },
                    "getpid-" + i);
            caller.setDaemon(true);
            caller.start();
            CALLERS.add(caller);
            ids.append(i == 0 ? "" : ",").append(caller.getId());
        }
        return ids.toString();
    }

    private static void say(String line) {
        System.out.println("@" + line);
    }
}
