package org.vitrine.testbed.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

/** Disks for guests of our own, and QEMU's tools to look at them. */
public final class DiskImages {
    private static final int SECTOR = 512;
    private static final int SECTORS = 20_000;

    private DiskImages() {}

    /**
     * Makes a raw disk of 10 MB that boots a guest of one sector.
     *
     * @param source the guest's resource, such as {@code sectors.asm}
     * @param text what sector 1 begins with
     */
    public static Path bootable(String source, String text, Path file) throws IOException, InterruptedException {
        byte[] code = AssembledGuest.bootSector(source, file.resolveSibling("code"));
        byte[] content = Arrays.copyOf(code, SECTORS * SECTOR);
        byte[] words = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(words, 0, content, SECTOR, words.length);
        return Files.write(file, content);
    }

    /** Makes an empty raw disk of the same size. */
    public static Path empty(Path file) throws IOException {
        return Files.write(file, new byte[SECTORS * SECTOR]);
    }

    /** Lets every user write an image, so that one of the lab PC can. */
    public static Path shared(Path image) throws IOException {
        return Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    /** Copies a disk into another format. */
    public static void convert(String from, Path source, String to, Path target)
            throws IOException, InterruptedException {
        run("qemu-img", "convert", "-q", "-f", from, "-O", to, source.toString(), target.toString());
    }

    /** What a disk holds, as QEMU reads it. */
    public static byte[] content(Path image, String format) throws IOException, InterruptedException {
        Path raw = image.resolveSibling(image.getFileName() + ".content");
        convert(format, image, "raw", raw);
        byte[] content = Files.readAllBytes(raw);
        Files.delete(raw);
        return content;
    }

    /** Runs a program. @throws IOException with what it said, if it fails */
    public static void run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("%s ended with status %d:%n%s".formatted(List.of(command), status, said));
        }
    }
}
