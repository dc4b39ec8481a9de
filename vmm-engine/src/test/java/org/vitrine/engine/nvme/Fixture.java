package org.vitrine.engine.nvme;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.MemoryDisk;

/** A controller whose commands are carried out on the thread that rings, a disk in memory, and a host that keeps its log. */
final class Fixture extends TestHost implements System.Logger {
    static final int SECTORS = 512;

    final List<String> lines = new ArrayList<>();

    static Nvme controller(TestHost host, MemoryDisk disk) {
        return new Nvme("nvme0", host, disk, "serial-0001", InlineWorker::new);
    }

    static Nvme controller(TestHost host) {
        return controller(host, new MemoryDisk("disk0", SECTORS));
    }

    @Override
    public System.Logger log() {
        return this;
    }

    @Override
    public String getName() {
        return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public synchronized void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        lines.add(message);
    }

    @Override
    public synchronized void log(Level level, ResourceBundle bundle, String format, Object... values) {
        lines.add(format + " " + List.of(values));
    }
}
