package org.vitrine.testbed.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A guest written in assembly: a resource beside this class, assembled by NASM and put on a CD-ROM that boots it
 * without emulation (El Torito), all of it loaded at 0000:7c00.
 */
public final class AssembledGuest {
    private static final int SECTOR = 512;

    private AssembledGuest() {}

    /**
     * Makes the CD-ROM.
     *
     * @param source the resource's name, such as {@code modes.asm}
     * @param directory where the result and what it is made of are put
     * @throws IOException if NASM or xorriso is missing or fails; says which and why
     */
    public static Path iso(String source, Path directory) throws IOException, InterruptedException {
        String name = source.substring(0, source.lastIndexOf('.'));
        Path tree = Files.createDirectories(directory.resolve(name));
        Path assembly = directory.resolve(source);
        Path image = tree.resolve("boot.bin");
        Path iso = directory.resolve(name + ".iso");
        try (InputStream text = AssembledGuest.class.getResourceAsStream(source)) {
            if (text == null) {
                throw new IOException("There is no guest " + source);
            }
            Files.write(assembly, text.readAllBytes());
        }
        run(List.of("nasm", "-f", "bin", "-o", image.toString(), assembly.toString()));
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

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("%s ended with status %d:%n%s".formatted(command, status, said));
        }
    }
}
