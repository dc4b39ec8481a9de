package org.vitrine.engine.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** QEMU's own tools, against which ours are held. */
public final class Qemu {
    private Qemu() {}

    /** Runs {@code qemu-img} and expects success. @return what it printed */
    public static String img(Object... arguments) throws IOException {
        Outcome outcome = run("qemu-img", "", arguments);
        assertThat(outcome.status)
                .as("qemu-img %s: %s", List.of(arguments), outcome.output)
                .isZero();
        return outcome.output;
    }

    /** Runs {@code qemu-img} for its exit code. */
    public static Outcome tryImg(Object... arguments) throws IOException {
        return run("qemu-img", "", arguments);
    }

    /** Lets {@code qemu-io} do commands, one a line. */
    public static void io(Path image, List<String> commands) throws IOException {
        io(image, "qcow2", commands.toArray(new String[0]));
    }

    /** As above, for an image of any format. */
    public static void io(Path image, String format, String... commands) throws IOException {
        Outcome outcome = run("qemu-io", String.join("\n", commands) + "\nquit\n", "-f", format, "-d", "unmap", image);
        assertThat(outcome.output).as("qemu-io").doesNotContain("failed").doesNotContain("rror");
        assertThat(outcome.status).as("qemu-io: %s", outcome.output).isZero();
    }

    /** Lets {@code qemu-io} do commands, and die then without closing the image. */
    public static void abandon(Path image, String format, String... commands) throws IOException {
        Outcome outcome = run("qemu-io", String.join("\n", commands) + "\nabort\n", "-f", format, image);
        assertThat(outcome.output).as("qemu-io").doesNotContain("failed");
        assertThat(outcome.status).as("qemu-io: %s", outcome.output).isNotZero();
    }

    /** What the guest would see of an image. */
    public static byte[] read(Path image, Path scratch, Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("convert", "-O", "raw"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(image, scratch));
        img(arguments.toArray());
        return Files.readAllBytes(scratch);
    }

    /** How a program ended. */
    public record Outcome(int status, String output) {}

    private static Outcome run(String program, String input, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroy();
        }
    }
}
