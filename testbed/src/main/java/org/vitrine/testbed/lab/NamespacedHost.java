package org.vitrine.testbed.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A host within a lab PC that somebody has for himself: user, network and mount namespaces (unshare(1)), in which it is root. Closing it ends what its script has started. */
public final class NamespacedHost implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final String READY = "the host is ready";

    private final String pidFile;
    private final Place.Job holder;

    private NamespacedHost(String pidFile, Place.Job holder) {
        this.pidFile = pidFile;
        this.holder = holder;
    }

    /**
     * Makes one.
     *
     * @param name names its files in the PC
     * @param script what it runs first, in a shell; what that leaves in the background goes on
     */
    public static NamespacedHost start(LabPc pc, String name, String script) throws IOException, InterruptedException {
        String pidFile = "/tmp/" + name + ".pid";
        String words = "set -e\nip link set lo up\n%s\necho $$ >%s\necho %s\nexec sleep infinity"
                .formatted(script.strip(), pidFile, READY);
        Place.Job holder =
                pc.start(List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "sh", "-c", words));
        NamespacedHost host = new NamespacedHost(pidFile, holder);
        long end = System.nanoTime() + START.toNanos();
        while (!holder.said().contains(READY)) {
            if (!holder.isRunning() || System.nanoTime() > end) {
                throw new IOException("The namespaces were not made:\n" + holder.said());
            }
            Thread.sleep(200);
        }
        return host;
    }

    /** The words that run a command in it. */
    public List<String> within(List<String> command) {
        List<String> words = new ArrayList<>(List.of(
                "bash",
                "-c",
                "exec nsenter --preserve-credentials --user --net --mount --target \"$(cat " + pidFile + ")\" \"$@\"",
                "within"));
        words.addAll(command);
        return words;
    }

    @Override
    public void close() throws IOException {
        holder.terminate();
    }
}
