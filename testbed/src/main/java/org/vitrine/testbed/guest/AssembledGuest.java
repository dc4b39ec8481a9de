package org.vitrine.testbed.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A guest written in assembly: a resource beside this class, assembled by NASM. */
public final class AssembledGuest {
    private static final int SECTOR = 512;
    private static final int SETUP = 2 * SECTOR;
    private static final int PARAGRAPH = 16;
    private static final int ENTRY = 0x200;
    private static final int LOAD_ADDRESS = 0x20_0000;
    /** What several guests include. */
    private static final List<String> SHARED = List.of("com1.inc", "com1-long.inc");

    private AssembledGuest() {}

    /**
     * Makes a bzImage (Linux, {@code Documentation/arch/x86/boot.rst}) of code that is entered in 64-bit mode, with the
     * first 4 GiB mapped to themselves and rsi at the boot parameters, at its first byte,
     * address 0x200200. The source finds KERNEL defined.
     *
     * @param source the resource's name, such as {@code random-access.asm}
     * @param directory where the result and what it is made of are put
     * @throws IOException if NASM is missing or fails; says which and why
     */
    public static Path kernel(String source, Path directory) throws IOException, InterruptedException {
        Path code = Files.createDirectories(directory).resolve(name(source) + ".bin");
        assemble(source, directory, code, "KERNEL");
        return Files.write(directory.resolve(name(source)), bzImage(Files.readAllBytes(code)));
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

    /**
     * Makes a disk's boot sector, 512 bytes.
     *
     * @param source the resource's name, such as {@code sectors.asm}
     * @param directory where it and what it is made of are put
     * @throws IOException if NASM is missing or fails; says which and why
     */
    public static byte[] bootSector(String source, Path directory) throws IOException, InterruptedException {
        Path code = Files.createDirectories(directory).resolve(name(source) + ".bin");
        assemble(source, directory, code);
        return Files.readAllBytes(code);
    }

    /** The setup header is version 2.15: not relocatable, a command line of 255 characters, 1 MiB of memory. */
    private static byte[] bzImage(byte[] code) {
        int body = ENTRY + code.length + PARAGRAPH - 1 & -PARAGRAPH;
        return ByteBuffer.allocate(SETUP + body)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0x1f1, (byte) (SETUP / SECTOR - 1))
                .putInt(0x1f4, body / PARAGRAPH)
                .putShort(0x1fe, (short) 0xaa55)
                .putShort(0x200, (short) 0x66eb)
                .put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII))
                .putShort(0x206, (short) 0x020f)
                .put(0x211, (byte) 1)
                .putInt(0x22c, 0x7fff_ffff)
                .putInt(0x230, LOAD_ADDRESS)
                .putShort(0x236, (short) 1)
                .putInt(0x238, 255)
                .putLong(0x258, LOAD_ADDRESS)
                .putInt(0x260, 1 << 20)
                .put(SETUP + ENTRY, code)
                .array();
    }

    private static String name(String source) {
        return source.substring(0, source.lastIndexOf('.'));
    }

    private static void assemble(String source, Path directory, Path result, String... definitions)
            throws IOException, InterruptedException {
        Path assembly = copy(source, directory);
        for (String shared : SHARED) {
            var unused = copy(shared, directory);
        }
        List<String> command =
                new ArrayList<>(List.of("nasm", "-f", "bin", "-i", directory + "/", "-o", result.toString()));
        for (String definition : definitions) {
            command.addAll(List.of("-D", definition));
        }
        command.add(assembly.toString());
        run(command);
    }

    private static Path copy(String resource, Path directory) throws IOException {
        try (InputStream text = AssembledGuest.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IOException("There is no guest " + resource);
            }
            return Files.write(directory.resolve(resource), text.readAllBytes());
        }
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
