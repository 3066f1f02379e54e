package org.klp4j.it.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A bash that keeps its environment from one command to the next. */
final class Shell implements AutoCloseable {
    private static final String END = "@@end@@";

    private final Process bash;
    private final BufferedWriter commands;
    private final BufferedReader output;

    /** Starts one in that directory. */
    Shell(Path directory, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("bash").directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        bash = builder.start();
        commands = new BufferedWriter(new OutputStreamWriter(bash.getOutputStream(), StandardCharsets.UTF_8));
        output = new BufferedReader(new InputStreamReader(bash.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What the command prints on both its streams. */
    String run(String command) throws IOException {
        commands.write(command + "\nprintf '\\n" + END + "\\n'\n");
        commands.flush();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); !END.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("bash ended in '" + command + "' after: " + said);
            }
            said.append(line).append('\n');
        }
        return said.toString().stripTrailing();
    }

    @Override
    public void close() {
        bash.destroyForcibly();
    }
}
