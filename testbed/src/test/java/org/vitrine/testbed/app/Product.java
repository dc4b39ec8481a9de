package org.vitrine.testbed.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vitrine.testbed.Checkout;

/** The built product in a process of its own. */
final class Product implements AutoCloseable {
    private static boolean built;

    private final Process process;

    private Product(Process process) {
        this.process = process;
    }

    /** Starts {@code ./vitrine}; what it says goes to the test's own output. */
    static Product start(String... arguments) throws IOException, InterruptedException {
        build();
        List<String> command =
                new ArrayList<>(List.of(Checkout.top().resolve("vitrine").toString()));
        command.addAll(List.of(arguments));
        return new Product(new ProcessBuilder(command).inheritIO().start());
    }

    /** Building takes longer than anybody waits for a machine. */
    private static synchronized void build() throws IOException, InterruptedException {
        if (!built) {
            Session.run(Checkout.top().resolve("vitrine").toString(), "--version");
            built = true;
        }
    }

    /** Boots a disc in a machine without a window. @param serial the file that COM1 goes to */
    static Product boot(Path disc, Path serial) throws IOException, InterruptedException {
        return start("boot", "--headless", "--serial", serial.toString(), disc.toString());
    }

    long pid() {
        return process.pid();
    }

    /** As kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
