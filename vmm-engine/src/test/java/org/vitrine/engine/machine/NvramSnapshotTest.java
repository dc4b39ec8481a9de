package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.firmware.FirmwareFiles;
import org.vitrine.engine.snapshot.Manifest;

/** A machine whose firmware, of our own, clears one byte of its variables after the other: so the number of zeroes tells the time. */
@Tag("kvm")
class NvramSnapshotTest {
    private static final int CODE = 0x8000;
    private static final int VARIABLES = 0x8000;
    private static final int SIGNATURE = 0x5a;
    /** The code's segment begins 64 KiB below 4 GiB: its lower half are the variables, its upper half is the code. */
    private static final String PROGRAM =
            // mov bx, 1
            "bb0100"
                    // next: cmp byte cs:[bx], 0; je skip
                    + "2e803f00 7411"
                    // mov byte cs:[bx], 40h; mov byte cs:[bx], 0; mov byte cs:[bx], ffh
                    + "2ec60740 2ec60700 2ec607ff"
                    // mov cx, 2000h; wait: loop wait
                    + "b90020 e2fe"
                    // skip: inc bx; jmp next
                    + "43 ebe6";

    @TempDir
    Path directory;

    private Path machineFile;
    private FirmwareFiles files;

    @BeforeEach
    void make() throws Exception {
        byte[] code = new byte[CODE];
        byte[] program = HexFormat.of().parseHex(PROGRAM.replace(" ", ""));
        System.arraycopy(program, 0, code, 0, program.length);
        // The reset vector: jmp 8000h.
        int vector = CODE - 16;
        int back = 0x8000 - (0xfff0 + 3);
        code[vector] = (byte) 0xe9;
        code[vector + 1] = (byte) back;
        code[vector + 2] = (byte) (back >> 8);
        byte[] template = new byte[VARIABLES];
        Arrays.fill(template, (byte) 0xff);
        template[0] = SIGNATURE;
        files = new FirmwareFiles(
                List.of(),
                List.of(new FirmwareFiles.UefiFiles(
                        Files.write(directory.resolve("CODE.fd"), code),
                        Files.write(directory.resolve("VARS.fd"), template))),
                directory.resolve("os-release"));
        machineFile = directory.resolve("machine/machine.json");
        Files.createDirectories(machineFile.getParent());
        MachineConfigFile.write(
                machineFile,
                MachineConfig.of(UUID.randomUUID(), "variables", 64, 1)
                        .withFirmware(Firmware.USUAL.withKind(Firmware.Kind.UEFI)));
    }

    private Machine start() throws Exception {
        return start(MachineConfigFile.read(machineFile));
    }

    private Machine start(MachineConfig config) throws Exception {
        Machine machine = new Machine(
                config, machineFile, requests -> Q35.build(config, files, machineFile, directory, requests));
        machine.start();
        return machine;
    }

    /** How many variables the file that the configuration names has cleared. */
    private long cleared() throws Exception {
        Path named = MachineConfigFile.read(machineFile).firmware().variables();
        byte[] bytes = Files.readAllBytes(named == null ? machineFile.resolveSibling("nvram.fd") : named);
        assertThat(bytes).hasSize(VARIABLES);
        assertThat(bytes[0]).isEqualTo((byte) SIGNATURE);
        int count = 0;
        while (bytes[1 + count] == 0) {
            count++;
        }
        for (int i = 1 + count; i < bytes.length; i++) {
            assertThat(bytes[i])
                    .as("byte %d after %d that are cleared", i, count)
                    .isEqualTo((byte) 0xff);
        }
        return count;
    }

    private long awaitMoreThan(long count) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (cleared() <= count) {
            assertThat(System.nanoTime()).as("cleared %d", cleared()).isLessThan(end);
            Thread.sleep(20);
        }
        return cleared();
    }

    @Test
    void what_the_guest_programmed_is_in_the_file_and_there_at_the_next_start() throws Exception {
        long first;
        try (Machine machine = start()) {
            awaitMoreThan(3);
            machine.pause();
            first = cleared();
        }
        assertThat(cleared()).isEqualTo(first);
        try (Machine machine = start()) {
            assertThat(awaitMoreThan(first)).isGreaterThan(first);
        }
    }

    @Test
    void the_variables_return_to_a_snapshot_with_the_rest() throws Exception {
        try (Machine machine = start()) {
            awaitMoreThan(3);
            machine.pause();
            long then = cleared();
            Manifest snapshot = machine.snapshots().take("then", "", (done, total) -> {});
            machine.resume();
            long later = awaitMoreThan(then);
            machine.pause();
            revert(machine, snapshot.id());

            assertThat(machine.state()).isEqualTo(RunState.PAUSED);
            assertThat(cleared()).isEqualTo(then).isLessThan(later);
            machine.resume();
            awaitMoreThan(then);
        }
        assertThat(cleared()).isPositive();
    }

    @Test
    void what_the_guest_programs_in_a_run_that_is_thrown_away_is_in_no_file() throws Exception {
        Path folder = machineFile.resolveSibling("");
        MachineConfig config = MachineConfigFile.read(machineFile);
        MachineConfig disposable = config.withLifeCycle(config.lifeCycle().withDisposable(true));
        try (Machine machine = start(disposable)) {
            Thread.sleep(500);
            machine.pause();
        }
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("machine.json"));
        assertThat(folder).isDirectoryNotContaining("glob:**.fd");

        long first;
        try (Machine machine = start()) {
            awaitMoreThan(3);
            machine.pause();
            first = cleared();
        }
        try (Machine machine = start(disposable)) {
            Thread.sleep(500);
            machine.pause();
            assertThat(cleared()).isEqualTo(first);
        }
        assertThat(cleared()).isEqualTo(first);
        assertThat(folder.toFile().list((in, name) -> name.endsWith(".fd"))).containsExactly("nvram.fd");
    }

    private static void revert(Machine machine, UUID id) throws MachineException, IOException {
        machine.snapshots().revert(id, Optional.empty(), (done, total) -> {});
    }
}
