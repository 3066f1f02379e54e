package org.klp4j.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where HotSpot keeps the performance data of a process: {@code /tmp/hsperfdata_USER/PID} of its own namespaces. */
final class PerfFiles {
    private PerfFiles() {}

    /** The file of this process, null when it has none. */
    static @Nullable Path of(Process process) {
        Path usual = Path.of("/tmp/hsperfdata_" + process.user(), Long.toString(process.pid()));
        if (Files.isRegularFile(usual)) {
            return usual;
        }
        // In a container the user may have another name, or none.
        return process.sharesFiles() ? null : in(process.root().resolve("tmp"), process.innerPid());
    }

    private static @Nullable Path in(Path directory, long pid) {
        try (DirectoryStream<Path> users = Files.newDirectoryStream(directory, "hsperfdata_*")) {
            for (Path user : users) {
                Path file = user.resolve(Long.toString(pid));
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }
}
