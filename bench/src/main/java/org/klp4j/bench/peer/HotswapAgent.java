package org.klp4j.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.klp4j.bench.lab.Lab;

/** HotswapAgent: present from the start, watches a directory for class files. */
record HotswapAgent(Lab lab) implements Tool {
    @Override
    public String name() {
        return "HotswapAgent (from the start)";
    }

    @Override
    public List<String> options(Fix fix) throws IOException {
        Path watched = watched(fix);
        for (String name : fix.classes()) {
            put(fix.oldClasses(), watched, name);
        }
        Path properties = fix.folder().resolve("hotswap-agent.properties");
        Files.writeString(properties, "extraClasspath=" + watched + "\nautoHotswap=true\nLOGGER=error\n");
        return List.of(
                "-javaagent:" + lab.peers().resolve("hotswap-agent-core.jar") + "=autoHotswap=true,propertiesFilePath="
                        + properties,
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.desktop/java.beans=ALL-UNNAMED");
    }

    @Override
    public void apply(long pid, Fix fix) throws IOException {
        for (String name : fix.classes()) {
            put(fix.newClasses(), watched(fix), name);
        }
    }

    private static Path watched(Fix fix) throws IOException {
        return Files.createDirectories(fix.folder().resolve("watched"));
    }

    private static void put(Path from, Path to, String name) throws IOException {
        String file = name.replace('.', '/') + ".class";
        Files.createDirectories(to.resolve(file).getParent());
        Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
}
