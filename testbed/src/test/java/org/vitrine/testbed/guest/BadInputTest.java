package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.testbed.Checkout;

/** What {@code ./vitrine boot} makes of bad input: one sentence on standard error, the right exit code, nothing left. */
@Tag("kvm")
@Timeout(120)
class BadInputTest {
    private static final int USAGE = 2;
    private static final int GUEST = 4;
    private static final int SECTOR = 2048;

    @TempDir
    Path folder;

    private Path iso;

    private record Ended(int code, String said) {}

    @BeforeEach
    void makeDisc() throws IOException {
        iso = disc("disc.iso", 20);
    }

    /** An ISO 9660 file system's volume descriptors, and nothing that they describe. */
    private Path disc(String name, int sectors) throws IOException {
        ByteBuffer disc = ByteBuffer.allocate(sectors * SECTOR);
        byte[] identifier = "CD001\1".getBytes(StandardCharsets.US_ASCII);
        disc.put(16 * SECTOR, (byte) 1).put(16 * SECTOR + 1, identifier);
        disc.putInt(16 * SECTOR + 80, Integer.reverseBytes(sectors)).putInt(16 * SECTOR + 84, sectors);
        disc.putShort(16 * SECTOR + 128, Short.reverseBytes((short) SECTOR))
                .putShort(16 * SECTOR + 130, (short) SECTOR);
        disc.put(17 * SECTOR, (byte) 255).put(17 * SECTOR + 1, identifier);
        return Files.write(folder.resolve(name), disc.array());
    }

    private Ended boot(Object... words) throws IOException, InterruptedException {
        Process process = start(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private ProcessBuilder start(Object... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Checkout.top().resolve("vitrine").toString(), "boot", "--headless"));
        for (Object word : words) {
            command.add(word.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
        builder.environment().put("XDG_RUNTIME_DIR", run.toString());
        return builder;
    }

    private void assertRefused(String sentence, Object... words) throws IOException, InterruptedException {
        assertThat(boot(words)).isEqualTo(new Ended(USAGE, "vitrine: " + sentence + "\n"));
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        Path machines = folder.resolve("run/vitrine");
        if (Files.exists(machines)) {
            assertThat(machines).isEmptyDirectory();
        }
    }

    @Test
    void a_file_that_does_not_exist() throws Exception {
        Path missing = folder.resolve("no.iso");

        assertRefused("There is no file " + missing + ". Check the path.", missing);
    }

    @Test
    void a_directory() throws Exception {
        assertRefused(folder + " is a folder. Name a file in it.", folder);
    }

    @Test
    void a_firmware_that_is_not_known() throws Exception {
        assertRefused("There is no firmware “efi”: give bios or uefi.", iso, "--firmware", "efi");
    }

    @Test
    void too_little_memory_for_uefi_firmware() throws Exception {
        assertRefused(
                "32 MiB of memory is too little for UEFI firmware; give the machine at least 64 MiB, or a BIOS.",
                iso,
                "--firmware",
                "uefi",
                "--memory",
                "32");
    }

    @Test
    void uefi_firmware_for_a_kernel_that_is_booted_without() throws Exception {
        assertRefused(
                "A kernel given with --kernel is booted without firmware: leave out --firmware uefi, or --kernel.",
                "--kernel",
                iso,
                "--firmware",
                "uefi");
    }

    @Test
    void an_empty_file() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.iso"));

        assertRefused(empty + " is empty. Download or copy it again.", empty);
    }

    @Test
    void a_file_that_is_not_an_iso() throws Exception {
        Path text = Files.writeString(folder.resolve("text.iso"), "x".repeat(100_000));

        assertRefused(text + " is not a disc image. Choose an ISO file.", text);
    }

    @Test
    void a_truncated_iso() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
            file.setLength(18 * SECTOR);
        }

        assertRefused(iso + " is cut short: 36 KiB of 40 KiB are there. Download or copy it again.", iso);
    }

    @Test
    void an_unreadable_iso() throws Exception {
        Files.setPosixFilePermissions(iso, Set.of());
        Assumptions.assumeFalse(Files.isReadable(iso), "root reads everything");

        assertRefused(
                iso
                        + " cannot be read, because you have no permission. Change its permissions or copy it to a place of yours.",
                iso);
    }

    @Test
    void memory_of_0_and_of_3_mebibytes() throws Exception {
        assertRefused("A machine cannot start with 0 MiB of memory. Give it at least 16 MiB.", iso, "--memory", 0);
        assertRefused("A machine cannot start with 3 MiB of memory. Give it at least 16 MiB.", iso, "--memory", 3);
    }

    @Test
    void more_memory_than_the_host_has() throws Exception {
        Ended ended = boot(iso, "--memory", 1 << 30);

        assertThat(ended.code()).isEqualTo(USAGE);
        assertThat(ended.said())
                .startsWith("vitrine: A machine cannot have 1048576 GiB of memory, because this host has only ")
                .hasLineCount(1);
    }

    @Test
    void no_cpu_and_more_than_a_machine_can_have() throws Exception {
        assertRefused("A machine cannot run with 0 CPUs. Give it at least 1.", iso, "--cpus", 0);
        assertThat(boot(iso, "--cpus", 100_000).said())
                .matches("vitrine: A machine cannot have 100000 CPUs on this host. Give it at most [0-9]+.\n");
    }

    @Test
    void a_kernel_that_is_not_a_bzimage() throws Exception {
        assertRefused(iso + " is not a Linux kernel for 64-bit PCs (a bzImage). Name a vmlinuz file.", "--kernel", iso);
    }

    @Test
    void an_initrd_larger_than_memory() throws Exception {
        Path kernel = AssembledGuest.kernel("idle.asm", folder);
        Path initrd = folder.resolve("initrd");
        try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "rw")) {
            file.setLength(100L << 20);
        }

        assertRefused(
                "The initial RAM disk " + initrd
                        + " (100 MiB) does not fit into 64 MiB of memory. Give the machine more with --memory.",
                "--kernel",
                kernel,
                "--initrd",
                initrd,
                "--memory",
                64);
    }

    /** It fits into memory as a whole, but not beside the kernel and the tables: only the VM process knows. */
    @Test
    void an_initrd_with_no_room_left_for_it() throws Exception {
        Path kernel = AssembledGuest.kernel("idle.asm", folder);
        Path initrd = folder.resolve("initrd");
        try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "rw")) {
            file.setLength(63L << 20);
        }

        Ended ended = boot("--kernel", kernel, "--initrd", initrd, "--memory", 64);

        assertThat(ended.said())
                .startsWith("vitrine: The initrd " + initrd + " does not fit into the machine's memory: it has 63 MiB")
                .hasLineCount(1);
        assertThat(ended.code()).isNotZero();
        assertNothingLeft();
    }

    @Test
    void a_socket_path_that_exists() throws Exception {
        assertRefused(
                "The control socket cannot be made: " + iso + " exists. Remove it or name another path.",
                iso,
                "--control",
                iso);
    }

    @Test
    void a_guest_that_triple_faults_at_its_first_instruction_for_ever() throws Exception {
        Path kernel = AssembledGuest.kernel("triple-fault.asm", folder);

        Ended ended = boot("--kernel", kernel, "--memory", 64);

        assertThat(ended)
                .isEqualTo(
                        new Ended(
                                GUEST,
                                "vitrine: The guest triple-faults again and again without getting anywhere. Check that its system fits this machine.\n"));
        assertNothingLeft();
    }

    @Test
    void malformed_oversized_and_out_of_order_qmp() throws Exception {
        Path kernel = AssembledGuest.kernel("idle.asm", folder);
        Path socket = folder.resolve("control");
        Process process = start("--kernel", kernel, "--memory", 64, "--control", socket)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        try {
            while (!Files.exists(socket)) {
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(20);
            }
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                BufferedReader replies = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
                assertThat(reply(replies).has("QMP")).isTrue();

                send(channel, "{\"execute\":\"stop\"}");
                assertThat(reply(replies).at("/error/class").asText()).isEqualTo("CommandNotFound");
                send(channel, "{\"execute\":]");
                assertThat(reply(replies).at("/error/class").asText()).isEqualTo("GenericError");
                send(channel, "{\"execute\":\"qmp_capabilities\"}");
                assertThat(reply(replies).has("return")).isTrue();
                send(channel, "{\"execute\":\"" + "x".repeat(64 << 20) + "\"}");
                assertThat(reply(replies).at("/error/desc").asText()).isNotEmpty();
                send(channel, "{\"execute\":\"query-status\"}");
                assertThat(reply(replies).at("/return/status").asText()).isEqualTo("running");
                send(channel, "{\"execute\":\"quit\"}");
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(folder.resolve("said")).isEmptyFile();
            assertNothingLeft();
        } finally {
            process.destroy();
        }
    }

    private static void send(SocketChannel channel, String command) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static JsonNode reply(BufferedReader replies) throws IOException {
        return new ObjectMapper().readTree(replies.readLine());
    }
}
