package org.vitrine.engine.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process uses of the host, as proc(5) tells it. */
public final class ProcessUsage {
    private static final Path SELF = Path.of("/proc/self");
    private static final String RESIDENT = "VmRSS:";

    private ProcessUsage() {}

    /** Nanoseconds that a thread of this process has been on a processor, for a vCPU's the guest's time and that of its exits; 0 if it has none, or the host does not count. */
    public static long threadNanos(int threadId) {
        try {
            String[] words = Files.readString(SELF.resolve("task/" + threadId + "/schedstat"))
                    .strip()
                    .split(" ", 2);
            return Long.parseLong(words[0]);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Bytes of memory that it has now, the guest's and its own; 0 if the host does not say. */
    public static long residentBytes() {
        try {
            for (String line : Files.readAllLines(SELF.resolve("status"))) {
                if (line.startsWith(RESIDENT)) {
                    String kibibytes =
                            line.substring(RESIDENT.length()).replace("kB", "").strip();
                    return Long.parseLong(kibibytes) << 10;
                }
            }
        } catch (IOException | NumberFormatException e) {
            System.getLogger(ProcessUsage.class.getName())
                    .log(System.Logger.Level.DEBUG, "The memory in use is not known: {0}", e.getMessage());
        }
        return 0;
    }
}
