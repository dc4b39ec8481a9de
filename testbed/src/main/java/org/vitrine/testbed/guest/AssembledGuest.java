package org.vitrine.testbed.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A guest written in assembly: a resource beside this class, assembled by NASM. */
public final class AssembledGuest {
    private static final int SECTOR = 512;

    private AssembledGuest() {}

    /**
     * Makes a file that is what the source describes, such as a kernel with its header.
     *
     * @param source the resource's name, such as {@code random-access.asm}
     * @param directory where the result and what it is made of are put
     * @throws IOException if NASM is missing or fails; says which and why
     */
    public static Path kernel(String source, Path directory) throws IOException, InterruptedException {
        Path kernel = Files.createDirectories(directory).resolve(name(source));
        assemble(source, directory, kernel);
        return kernel;
    }

    /**
     * Makes a CD-ROM that boots the guest without emulation (El Torito), all of it loaded at 0000:7c00.
     *
     * @param source the resource's name, such as {@code modes.asm}
     * @param directory where the result and what it is made of are put
     * @param definitions of NASM's preprocessor, such as {@code SCAN_SET=1}
     * @throws IOException if NASM or xorriso is missing or fails; says which and why
     */
    public static Path iso(String source, Path directory, String... definitions)
            throws IOException, InterruptedException {
        String name = name(source);
        Path tree = Files.createDirectories(directory.resolve(name));
        Path image = tree.resolve("boot.bin");
        Path iso = directory.resolve(name + ".iso");
        assemble(source, directory, image, definitions);
        long sectors = (Files.size(image) + SECTOR - 1) / SECTOR;
        run(List.of(
                "xorriso",
                "-as",
                "mkisofs",
                "-quiet",
                "-o",
                iso.toString(),
                "-b",
                "boot.bin",
                "-no-emul-boot",
                "-boot-load-size",
                "" + sectors,
                tree.toString()));
        return iso;
    }

    private static String name(String source) {
        return source.substring(0, source.lastIndexOf('.'));
    }

    private static void assemble(String source, Path directory, Path result, String... definitions)
            throws IOException, InterruptedException {
        Path assembly = directory.resolve(source);
        try (InputStream text = AssembledGuest.class.getResourceAsStream(source)) {
            if (text == null) {
                throw new IOException("There is no guest " + source);
            }
            Files.write(assembly, text.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("nasm", "-f", "bin", "-o", result.toString()));
        for (String definition : definitions) {
            command.addAll(List.of("-D", definition));
        }
        command.add(assembly.toString());
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("%s ended with status %d:%n%s".formatted(command, status, said));
        }
    }
}
