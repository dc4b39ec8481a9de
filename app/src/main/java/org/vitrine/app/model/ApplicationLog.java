package org.vitrine.app.model;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * The log file of the windowed application, which has no terminal: what is logged goes there too, and so do exceptions that
 * nobody caught. It keeps to {@value #MAX_BYTES} bytes, with one predecessor as {@code .1}. Opened once, closed at the end.
 */
public final class ApplicationLog implements AutoCloseable {
    static final int MAX_BYTES = 1 << 20;
    static final String FILE = "vitrine.log";
    private static final String NAME = "file";

    private final Logger root;

    private ApplicationLog(Logger root) {
        this.root = root;
    }

    /** Begins to log to a file in a folder, which is made if it is not there. A folder that cannot be written has none. */
    public static ApplicationLog open(Path folder) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %level [%thread] %logger: %msg%n%ex");
        encoder.start();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setName(NAME);
        file.setFile(folder.resolve(FILE).toString());
        file.setEncoder(encoder);
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(folder.resolve(FILE) + ".%i");
        rolling.setMaxIndex(1);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(MAX_BYTES));
        size.start();
        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(size);
        file.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(file);
        context.getLogger("org.vitrine").setLevel(Level.INFO);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, exception) -> root.error("Nobody caught this in {}", thread.getName(), exception));
        return new ApplicationLog(root);
    }

    @Override
    public void close() {
        var file = root.getAppender(NAME);
        if (file != null) {
            root.detachAppender(file);
            file.stop();
        }
    }
}
