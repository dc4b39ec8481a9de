package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where things are, and programs that run to their end.
 *
 * @param checkout the project's top directory
 * @param yardsticks the directory of the compiled programs of {@code testbed/yardsticks}
 * @param work a directory for what is made on the way
 * @param runs how often short things are measured
 */
record Tools(Path checkout, Path yardsticks, Path work, int runs) {
    static final String QEMU = "qemu-system-x86_64";

    String vitrine() {
        return checkout.resolve("vitrine").toString();
    }

    String yardstick(String name) {
        return yardsticks.resolve(name).toString();
    }

    /** Runs a program and gives its standard output; what it says as errors is kept in {@link #work}. */
    String run(List<String> command) throws IOException, InterruptedException {
        Path errors = work.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(errors.toFile())
                .start();
        Thread destroyer = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(destroyer);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        int status = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(destroyer);
        if (status != 0) {
            throw new IOException("%s ended with status %d:%n%s%n%s"
                    .formatted(command, status, said, Files.readString(errors, StandardCharsets.ISO_8859_1)));
        }
        return said;
    }

    /**
     * Runs a shell's script in a lab PC that counts instructions, and gives its standard output.
     *
     * @param files copied to {@code /out} there
     */
    String counted(String script, List<Path> files) throws IOException, InterruptedException {
        Path out = Files.createDirectories(work.resolve("lab"));
        for (Path file : files) {
            Files.copy(file, out.resolve(file.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command =
                new ArrayList<>(List.of(checkout.resolve("testbed/lab").toString(), "--counted"));
        command.addAll(List.of("--out", out.toString(), "--seconds", "3600", "bash", "-c", script));
        return run(command);
    }
}
