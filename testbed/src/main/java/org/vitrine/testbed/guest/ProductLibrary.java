package org.vitrine.testbed.guest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.testbed.Checkout;

/** A library of its own in a folder, by the built product's command line. */
public final class ProductLibrary {
    private final Path folder;
    private final Path runtime;

    /** How a command ended. */
    public record Ended(int code, String said, String complained) {}

    public ProductLibrary(Path folder) throws IOException {
        this.folder = folder;
        // Its own directory may be too long a path for a socket.
        this.runtime = Files.createTempDirectory(
                "vitrine-testbed", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** What stands for XDG_RUNTIME_DIR. */
    public Path runtime() {
        return runtime;
    }

    /** Runs {@code vitrine} with these words to its end. One at a time. */
    public Ended run(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Checkout.top().resolve("vitrine").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
        for (String place : List.of("DATA", "CONFIG", "STATE", "CACHE")) {
            builder.environment()
                    .put("XDG_" + place + "_HOME", folder.resolve(place).toString());
        }
        Path complaints = folder.resolve("complaints");
        builder.redirectError(complaints.toFile());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said, Files.readString(complaints));
    }

    /** Runs a command that is to work, and to complain of nothing. @return what it said @throws IOException with what it complains of otherwise */
    public String done(String... words) throws IOException, InterruptedException {
        Ended ended = run(words);
        if (ended.code() != 0 || !ended.complained().isEmpty()) {
            throw new IOException("%s: %d, %s".formatted(List.of(words), ended.code(), ended.complained()));
        }
        return ended.said();
    }

    /** Makes a machine that boots {@code counting.asm} as its kernel. @return the file that its serial port goes to */
    public Path createCounting(String name, int memoryMiB) throws IOException, InterruptedException {
        Path kernel = AssembledGuest.kernel("counting.asm", folder);
        Path serial = folder.resolve("serial.log");
        done("create", name, "--memory", Integer.toString(memoryMiB), "--disk-size", "64M");
        ObjectNode config = (ObjectNode) new ObjectMapper().readTree(done("edit", name, "--print"));
        config.put("serial", serial.toString());
        config.putObject("linux").put("kernel", kernel.toString()).put("commandLine", "");
        Path file = Files.writeString(folder.resolve("config.json"), config.toString());
        done("edit", name, "--file", file.toString());
        return serial;
    }
}
