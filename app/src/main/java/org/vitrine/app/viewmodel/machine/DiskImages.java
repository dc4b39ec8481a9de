package org.vitrine.app.viewmodel.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.work.ImageWork;

/** What is known of image files, looked at in the background and remembered. Used on the ui thread. */
public final class DiskImages {
    /**
     * An image that was looked at.
     *
     * @param size of the disk in bytes; negative if it cannot be read
     * @param fileSize bytes that the file takes on the host
     * @param trouble why it cannot be read
     */
    public record Facts(long size, long fileSize, String format, Optional<String> trouble) {
        /** Whether images of this format are only read here. */
        public boolean isReadOnly() {
            return !format.equals("raw") && !format.equals("qcow2");
        }
    }

    /** What a new disk has unless another size is asked for, in bytes. */
    public static final long USUAL_SIZE = 32L << 30;

    private final Threads threads;
    private final Path folder;
    private final Supplier<Optional<MachineSession>> running;
    private OptionalLong free = OptionalLong.empty();
    private final ReadOnlyObjectWrapper<Map<Path, Facts>> facts = new ReadOnlyObjectWrapper<>(Map.of());
    private final Set<Path> asked = new HashSet<>();

    /**
     * @param folder where new images go
     * @param running the machine, while it runs: its images are locked, and it knows them
     */
    public DiskImages(Threads threads, Path folder, Supplier<Optional<MachineSession>> running) {
        this.threads = threads;
        this.folder = folder;
        this.running = running;
        measure();
    }

    /** What is free where new images go, in bytes; empty until that is known. */
    public OptionalLong free() {
        return free;
    }

    private void measure() {
        threads.background().execute(() -> {
            try {
                long bytes = Files.getFileStore(existing(folder)).getUsableSpace();
                threads.ui().execute(() -> free = OptionalLong.of(bytes));
            } catch (IOException e) {
                System.getLogger(DiskImages.class.getName())
                        .log(System.Logger.Level.DEBUG, "What is free at {0} is not known", folder);
            }
        });
    }

    /** The folder itself may be made later. */
    private static Path existing(Path path) {
        Path up = path.getParent();
        return Files.exists(path) || up == null ? path : existing(up);
    }

    /** What is known so far, by file. */
    public ReadOnlyObjectProperty<Map<Path, Facts>> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    /** What is known of an image; if that is nothing, it is looked at. */
    public Optional<Facts> facts(Path file, @Nullable String format) {
        Facts known = facts.get().get(file);
        if (known == null && asked.add(file)) {
            look(file, Optional.ofNullable(format).flatMap(ImageFormat::of));
        }
        return Optional.ofNullable(known);
    }

    /** Looks at all images again when somebody asks next: they may have grown. */
    public void forget() {
        asked.clear();
        facts.set(Map.of());
        measure();
    }

    /** Looks at an image that is not the machine's yet, and tells what it is; nothing is told of what cannot be read but in {@link #factsProperty}. */
    public void look(Path file, Consumer<Facts> found) {
        threads.background().execute(() -> {
            Facts seen = read(file, Optional.empty());
            threads.ui().execute(() -> found.accept(seen));
        });
    }

    private void look(Path file, Optional<ImageFormat> format) {
        Optional<MachineSession> session = running.get();
        threads.background().execute(() -> {
            Facts found = session.flatMap(machine -> ask(machine, file)).orElseGet(() -> read(file, format));
            threads.ui().execute(() -> {
                Map<Path, Facts> all = new LinkedHashMap<>(facts.get());
                all.put(file, found);
                facts.set(Map.copyOf(all));
            });
        });
    }

    /** What the machine says of an image that it has; empty if it has not, or says nothing. */
    private static Optional<Facts> ask(MachineSession machine, Path file) {
        try {
            for (JsonNode device : machine.execute("query-block", Map.of()).get()) {
                JsonNode image = device.at("/inserted/image");
                if (Path.of(image.path("filename").asText()).equals(file)) {
                    return Optional.of(new Facts(
                            image.path("virtual-size").asLong(),
                            image.path("actual-size").asLong(),
                            image.path("format").asText(),
                            Optional.empty()));
                }
            }
        } catch (ExecutionException e) {
            System.getLogger(DiskImages.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} does not tell of its disks", machine.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static Facts read(Path file, Optional<ImageFormat> format) {
        if (!Files.exists(file)) {
            return new Facts(-1, 0, "", Optional.of(Texts.get("disks.missing", file)));
        }
        try {
            ImageWork.Description description = ImageWork.describe(file, format);
            return new Facts(
                    description.size(),
                    description.fileSize(),
                    description.format().id(),
                    Optional.empty());
        } catch (ImageException | IOException e) {
            return new Facts(-1, 0, "", Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
