package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.kvm.Segment;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

class LinuxLoaderTest {
    private static final long RAM = 16L << 20;
    private static final long TABLES = RAM - 0x4000;
    private static final long RSDP = RAM - 0x1000;
    private static final int PARAMETERS = 0x1_0000;
    private static final byte[] ROOT_POINTER = "RSD PTR 0123456789".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private final MemoryRegion ram = MemoryRegion.anonymous("ram", RAM);
    private final GuestMemory memory = new GuestMemory(GuestMemory.WITHOUT_KVM);
    private final LinuxLoader loader = new LinuxLoader(memory, E820.forDirectBoot(Board.Q35, RAM, TABLES));

    @BeforeEach
    void plugIn() {
        memory.map(ram, 0, 0, 0xa_0000, true);
        memory.map(ram, 0x10_0000, 0x10_0000, RAM - 0x10_0000, true);
    }

    @AfterEach
    void unplug() {
        ram.close();
    }

    private InitialCpuState load(TestKernel kernel) throws IOException, BootException {
        return loader.load(kernel.write(directory), null, "console=ttyS0", RSDP, ROOT_POINTER);
    }

    private InitialCpuState load(TestKernel kernel, byte[] initrd) throws IOException, BootException {
        Path file = Files.write(directory.resolve("initrd"), initrd);
        return loader.load(kernel.write(directory), file, "", RSDP, ROOT_POINTER);
    }

    private byte[] memory(long address, int length) {
        byte[] bytes = new byte[length];
        memory.read(address, bytes);
        return bytes;
    }

    private ByteBuffer parameters() {
        return ByteBuffer.wrap(memory(PARAMETERS, 4096)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] body() {
        return Arrays.copyOfRange(
                new TestKernel().bytes(), TestKernel.SETUP_SIZE, TestKernel.SETUP_SIZE + TestKernel.BODY_SIZE);
    }

    @Test
    void a_64_bit_kernel_goes_where_it_wants_to_be_and_is_entered_in_long_mode() throws Exception {
        InitialCpuState cpu = load(new TestKernel());

        assertThat(memory(0x20_0000, TestKernel.BODY_SIZE)).isEqualTo(body());
        assertThat(cpu.rip()).isEqualTo(0x20_0200);
        assertThat(cpu.rsi()).isEqualTo(PARAMETERS);
        assertThat(cpu.rflags()).isEqualTo(2);
        assertThat(cpu.cr0()).isEqualTo(0x8000_0031L);
        assertThat(cpu.cr4()).isEqualTo(0x20);
        assertThat(cpu.efer()).isEqualTo(0x500);
        assertThat(cpu.code()).isEqualTo(Segment.flatCode(0x10, true));
        assertThat(cpu.data()).isEqualTo(Segment.flatData(0x18));
    }

    @Test
    void page_tables_map_the_first_4_gib_to_themselves() throws Exception {
        InitialCpuState cpu = load(new TestKernel());

        for (long address : new long[] {0, 0x20_0200, PARAMETERS, 0xfee0_0000L, 0xffff_ffffL}) {
            assertThat(translate(cpu.cr3(), address)).isEqualTo(address);
        }
        assertThat(memory.readLong(cpu.cr3() + 8)).isZero();
    }

    private long translate(long cr3, long address) {
        long pml4 = memory.readLong(cr3 + (address >>> 39 & 511) * 8);
        long pdpt = memory.readLong((pml4 & -4096) + (address >>> 30 & 511) * 8);
        long directory = memory.readLong((pdpt & -4096) + (address >>> 21 & 511) * 8);
        assertThat(pml4 & pdpt & directory & 3).as("present and writable").isEqualTo(3);
        assertThat(directory & 0x80).as("2 MiB page").isNotZero();
        return (directory & -(1L << 21)) | (address & 0x1f_ffff);
    }

    @Test
    void the_descriptor_table_holds_the_segments() throws Exception {
        InitialCpuState cpu = load(new TestKernel());

        assertThat(cpu.gdtLimit()).isEqualTo(31);
        assertThat(memory.readLong(cpu.gdtBase() + 0x10)).isEqualTo(0x00af_9b00_0000_ffffL);
        assertThat(memory.readLong(cpu.gdtBase() + 0x18)).isEqualTo(0x00cf_9300_0000_ffffL);
    }

    @Test
    void a_32_bit_kernel_is_entered_at_its_start_without_paging() throws Exception {
        InitialCpuState cpu = load(new TestKernel().with(image -> image.putShort(0x236, (short) 0)));

        assertThat(cpu.rip()).isEqualTo(0x20_0000);
        assertThat(cpu.cr0()).isEqualTo(0x31);
        assertThat(cpu.cr3()).isZero();
        assertThat(cpu.cr4()).isZero();
        assertThat(cpu.efer()).isZero();
        assertThat(cpu.code()).isEqualTo(Segment.flatCode(0x10, false));
        assertThat(memory.readLong(cpu.gdtBase() + 0x10)).isEqualTo(0x00cf_9b00_0000_ffffL);
    }

    @Test
    void the_boot_parameters_carry_the_header_and_what_the_loader_knows() throws Exception {
        load(new TestKernel());
        ByteBuffer page = parameters();

        assertThat(page.get(0x1ef)).as("sentinel").isZero();
        assertThat(page.getInt(0x202)).isEqualTo(0x5372_6448);
        assertThat(page.getInt(0x260)).isEqualTo(TestKernel.INIT_SIZE);
        assertThat(page.get(0x210)).as("loader").isEqualTo((byte) 0xff);
        assertThat(page.getInt(0x214)).as("code32_start").isEqualTo(0x20_0000);
        assertThat(page.getLong(0x70)).as("acpi_rsdp_addr").isEqualTo(RSDP);
        assertThat(page.getInt(0x218)).as("ramdisk").isZero();
        assertThat(page.get(6)).as("mode").isEqualTo((byte) 3);
        assertThat(page.get(7)).as("columns").isEqualTo((byte) 80);
        assertThat(page.get(0xe)).as("lines").isEqualTo((byte) 25);
        assertThat(page.get(0xf)).as("VGA").isEqualTo((byte) 1);
        assertThat(page.getShort(0x10)).as("points").isEqualTo((short) 16);
    }

    @Test
    void the_header_stops_where_its_jump_says() throws Exception {
        load(new TestKernel().with(image -> image.put(0x201, (byte) 0x50).putLong(0x258, 0x1234)));

        assertThat(parameters().getLong(0x258)).isZero();
    }

    @Test
    void the_memory_map_is_handed_over() throws Exception {
        load(new TestKernel());
        ByteBuffer page = parameters();
        E820 map = E820.forDirectBoot(Board.Q35, RAM, TABLES);

        assertThat(page.get(0x1e8)).isEqualTo((byte) map.entries().size());
        byte[] entries = map.encode();
        assertThat(Arrays.copyOfRange(page.array(), 0x2d0, 0x2d0 + entries.length))
                .isEqualTo(entries);
    }

    @Test
    void the_command_line_ends_in_nul() throws Exception {
        load(new TestKernel());

        assertThat(memory(parameters().getInt(0x228), 14))
                .isEqualTo("console=ttyS0\0".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void the_root_pointer_is_also_where_old_kernels_look() throws Exception {
        load(new TestKernel());
        long ebda = memory.readShort(0x40e) << 4;

        assertThat(ebda).isEqualTo(0x9_fc00);
        assertThat(memory(ebda + 16, ROOT_POINTER.length)).isEqualTo(ROOT_POINTER);
        assertThat(memory.readShort(0x413)).isEqualTo(639);
    }

    @Test
    void the_initrd_lies_as_high_as_memory_allows() throws Exception {
        byte[] initrd = new byte[5000];
        new SplittableRandom(1).nextBytes(initrd);

        load(new TestKernel(), initrd);

        long address = parameters().getInt(0x218);
        assertThat(address).isEqualTo(TABLES - 0x2000);
        assertThat(parameters().getInt(0x21c)).isEqualTo(5000);
        assertThat(memory(address, 5000)).isEqualTo(initrd);
    }

    @Test
    void the_initrd_stays_below_the_kernels_limit() throws Exception {
        load(new TestKernel().with(image -> image.putInt(0x22c, 0x7f_ffff)), new byte[4096]);

        assertThat(parameters().getInt(0x218)).isEqualTo(0x7f_f000);
    }

    @Test
    void the_largest_initrd_that_fits_is_taken() throws Exception {
        int room = (int) (TABLES - 0x20_0000 - TestKernel.INIT_SIZE);

        load(new TestKernel(), new byte[room]);

        assertThat(parameters().getInt(0x218)).isEqualTo(0x28_0000);
    }

    @Test
    void an_initrd_that_does_not_fit_beside_the_kernel_is_refused() {
        int room = (int) (TABLES - 0x20_0000 - TestKernel.INIT_SIZE);

        assertThatThrownBy(() -> load(new TestKernel(), new byte[room + 1]))
                .isInstanceOf(BootException.class)
                .hasMessageContainingAll("initrd", "does not fit", "14 MiB", "more memory");
        assertThatThrownBy(() -> load(new TestKernel().with(image -> image.putInt(0x22c, 0)), new byte[1]))
                .hasMessageContaining("does not fit");
    }

    @Test
    void an_initrd_larger_than_memory_is_refused_without_being_read() throws Exception {
        Path kernel = new TestKernel().write(directory);
        Path huge = directory.resolve("huge");
        try (var file = new java.io.RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 40);
        }

        assertThatThrownBy(() -> loader.load(kernel, huge, "", RSDP, ROOT_POINTER))
                .hasMessageContainingAll("does not fit", "1048576 MiB");
    }

    @Test
    void a_relocatable_kernel_takes_the_first_place_that_fits() throws Exception {
        InitialCpuState cpu = load(new TestKernel().with(image -> image.putLong(0x258, 1L << 30)));

        assertThat(cpu.rip()).isEqualTo(0x20_0200);
    }

    @Test
    void a_kernel_that_cannot_move_must_find_its_place() {
        TestKernel kernel =
                new TestKernel().with(image -> image.put(0x234, (byte) 0).putLong(0x258, 1L << 30));

        assertThatThrownBy(() -> load(kernel)).hasMessageContainingAll("needs 1 MiB", "at 1024 MiB", "more memory");
    }

    @Test
    void a_kernel_larger_than_memory_is_refused() {
        TestKernel kernel = new TestKernel().with(image -> image.putInt(0x260, 0x7fff_f000));

        assertThatThrownBy(() -> load(kernel)).hasMessageContainingAll("needs 2048 MiB", "more memory");
    }

    @Test
    void an_old_kernel_goes_to_1_mib() throws Exception {
        InitialCpuState cpu = load(new TestKernel()
                .with(image -> image.putShort(0x206, (short) 0x0206).put(0x234, (byte) 0)));

        assertThat(cpu.rip()).isEqualTo(0x10_0000);
        assertThat(memory(0x10_0000, TestKernel.BODY_SIZE)).isEqualTo(body());
    }

    @Test
    void a_command_line_that_is_too_long_is_refused() throws Exception {
        Path kernel = new TestKernel().write(directory);

        assertThatThrownBy(() -> loader.load(kernel, null, "x".repeat(2048), RSDP, ROOT_POINTER))
                .hasMessageContainingAll("at most 2047", "2048");
        assertThatThrownBy(() -> loader.load(kernel, null, "quiet\nä", RSDP, ROOT_POINTER))
                .hasMessageContaining("ASCII");
    }

    private static Arguments spoiled(String what, Consumer<ByteBuffer> change) {
        return Arguments.of(what, change);
    }

    static Stream<Arguments> whatIsNoKernel() {
        String not = "not a Linux kernel";
        return Stream.of(
                spoiled(not, image -> image.putShort(0x1fe, (short) 0)),
                spoiled(not, image -> image.putInt(0x202, 0)),
                spoiled(not, image -> image.put(0x211, (byte) 0)),
                spoiled("2.05, and 2.06 is needed", image -> image.putShort(0x206, (short) 0x0205)),
                spoiled("damaged", image -> image.putInt(0x1f4, 0x7fff_ffff)),
                spoiled("damaged", image -> image.putInt(0x1f4, -1)),
                spoiled("damaged", image -> image.putInt(0x1f4, 0)),
                spoiled("damaged", image -> image.put(0x1f1, (byte) 0xff)),
                spoiled("impossible place", image -> image.putInt(0x230, 0)),
                spoiled("impossible place", image -> image.putInt(0x230, 3 << 20)),
                spoiled("impossible place", image -> image.putInt(0x230, 1 << 31)),
                spoiled("impossible place", image -> image.putInt(0x260, 0)),
                spoiled("more memory", image -> image.put(0x234, (byte) 0).putLong(0x258, -1)),
                spoiled("more memory", image -> image.put(0x234, (byte) 0).putLong(0x258, Long.MIN_VALUE)),
                spoiled("more memory", image -> image.put(0x234, (byte) 0).putLong(0x258, 0)),
                spoiled("more memory", image -> image.putInt(0x260, -1)));
    }

    @ParameterizedTest
    @MethodSource("whatIsNoKernel")
    void what_is_no_kernel_is_refused(String message, Consumer<ByteBuffer> change) {
        assertThatThrownBy(() -> load(new TestKernel().with(change)))
                .isInstanceOf(BootException.class)
                .hasMessageContainingAll(message, "vmlinuz");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                0x200,
                0x28f,
                0x290,
                TestKernel.SETUP_SIZE + 0x200,
                TestKernel.SETUP_SIZE + TestKernel.BODY_SIZE - 16
            })
    void a_truncated_kernel_is_refused(int length) throws Exception {
        Path file = Files.write(directory.resolve("vmlinuz"), Arrays.copyOf(new TestKernel().bytes(), length));

        assertThatThrownBy(() -> loader.load(file, null, "", RSDP, ROOT_POINTER))
                .isInstanceOf(BootException.class)
                .hasMessageContaining("vmlinuz");
    }

    @Test
    void random_headers_are_loaded_or_refused_but_break_nothing() throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 100; i++) {
            TestKernel kernel = new TestKernel().with(image -> {
                for (int change = 0; change < 3; change++) {
                    image.put(0x1f1 + random.nextInt(0x9f), (byte) random.nextInt());
                }
            });
            try {
                load(kernel, new byte[100]);
            } catch (BootException e) {
                assertThat(e).hasMessageContaining(directory.toString());
            }
        }
    }

    @Test
    void files_that_are_none_are_named() throws Exception {
        Path kernel = new TestKernel().write(directory);
        Path empty = Files.createFile(directory.resolve("empty"));

        assertThatThrownBy(() -> loader.load(directory.resolve("none"), null, "", RSDP, ROOT_POINTER))
                .hasMessageContainingAll("kernel", "none does not exist");
        assertThatThrownBy(() -> loader.load(directory, null, "", RSDP, ROOT_POINTER))
                .hasMessageContaining("is not a file");
        assertThatThrownBy(() -> loader.load(empty, null, "", RSDP, ROOT_POINTER))
                .hasMessageContainingAll("kernel", "is empty");
        assertThatThrownBy(() -> loader.load(kernel, empty, "", RSDP, ROOT_POINTER))
                .hasMessageContainingAll("initrd", "is empty");
    }
}
