package org.vitrine.engine.virtio;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.vitrine.engine.device.TestHost;

/** A host that keeps its log. */
public final class LoggingHost extends TestHost implements System.Logger {
    public final List<String> lines = new ArrayList<>();

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
