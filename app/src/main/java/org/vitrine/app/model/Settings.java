package org.vitrine.app.model;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;

/**
 * What the application remembers about itself, such as its theme. Reading is immediate; writing goes to the file in the
 * background. Safe for any thread.
 */
public final class Settings {
    private static final String FILE = "settings.properties";

    private final Path folder;
    private final Executor background;
    private final Properties values = new Properties();

    private Settings(Path folder, Executor background) {
        this.folder = folder;
        this.background = background;
    }

    /** Reads the settings in a folder; there are none if it has no file. */
    public static Settings load(Path folder, Executor background) {
        Settings settings = new Settings(folder, background);
        try (Reader in = Files.newBufferedReader(folder.resolve(FILE))) {
            settings.values.load(in);
        } catch (NoSuchFileException e) {
            // The first start.
            return settings;
        } catch (IOException | IllegalArgumentException e) {
            System.getLogger(Settings.class.getName())
                    .log(Level.WARNING, "The settings in {0} cannot be read: {1}", folder, e.getMessage());
        }
        return settings;
    }

    public synchronized Optional<String> get(String key) {
        return Optional.ofNullable(values.getProperty(key));
    }

    /** A number; empty if it is absent or no number. */
    public Optional<Double> number(String key) {
        try {
            return get(key).map(Double::valueOf).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Remembers a value. */
    public synchronized void put(String key, String value) {
        if (!value.equals(values.put(key, value))) {
            background.execute(this::write);
        }
    }

    private synchronized void write() {
        try {
            Files.createDirectories(folder);
            Path beside = folder.resolve(FILE + ".new");
            try (Writer out = Files.newBufferedWriter(beside)) {
                values.store(out, null);
            }
            Files.move(beside, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.getLogger(Settings.class.getName())
                    .log(Level.WARNING, "The settings cannot be written: {0}", e.getMessage());
        }
    }
}
