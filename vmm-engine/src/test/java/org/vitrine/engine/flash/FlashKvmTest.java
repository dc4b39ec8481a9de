package org.vitrine.engine.flash;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.Processor;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.kvm.ExitReason;
import org.vitrine.engine.kvm.Kvm;
import org.vitrine.engine.kvm.KvmVcpu;
import org.vitrine.engine.kvm.KvmVm;
import org.vitrine.engine.kvm.RunPage;
import org.vitrine.engine.kvm.Segment;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/** A guest in real mode, on this machine's own /dev/kvm, that programs a flash. */
@Tag("kvm")
class FlashKvmTest {
    private static final long FLASH = 0x1_0000;
    private static final int SIZE = 2 * ParallelFlash.BLOCK;
    private static final int CONSOLE = 0xe9;
    private static final String PROGRAM =
            // mov ax, 1000h; mov ds, ax
            "b80010 8ed8"
                    // read the array; read the status; read the array
                    + "a00000 e6e9 c606000070 a00000 e6e9 c6060000ff a00000 e6e9"
                    // program 12h at 1; read it
                    + "c606010040 c606010012 c6060100ff a00100 e6e9"
                    // erase the block; read the array at 0
                    + "c606000020 c6060000d0 c6060000ff a00000 e6e9 f4";

    @TempDir
    Path directory;

    @Test
    void reads_of_the_array_cost_no_exit_and_writes_are_commands() throws Exception {
        Path file = directory.resolve("nvram.fd");
        List<Integer> said = new ArrayList<>();
        int accesses = 0;
        try (Kvm kvm = Kvm.open();
                KvmVm vm = kvm.createVm();
                MemoryRegion code = MemoryRegion.anonymous("code", 4096);
                MemoryRegion content = MemoryRegion.anonymous("nvram", SIZE);
                TestHost host = hostOf(new GuestMemory(vm))) {
            vm.reserveForRealMode(0xfeff_c000L);
            byte[] program = HexFormat.of().parseHex(PROGRAM.replace(" ", ""));
            code.segment().asSlice(0, program.length).copyFrom(MemorySegment.ofArray(program));
            host.memory().map(code, 0);
            content.segment().fill((byte) 0xff);
            content.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 0x5a);
            FlashFile kept = new FlashFile(file, SIZE, failure -> {}, InlineWorker::new);
            try (ParallelFlash flash = new ParallelFlash("pflash1", host, FLASH, content, kept);
                    KvmVcpu vcpu = vm.createVcpu(0)) {
                flash.resume();
                vcpu.setCpuid(kvm.supportedCpuid().forVcpu(0, Processor.ofCores(1)));
                vcpu.enterAt(realModeAtZero());
                RunPage run = vcpu.runPage();
                while (vcpu.run() == 0 && run.exitReason() != ExitReason.HLT) {
                    if (run.exitReason() == ExitReason.IO && run.ioPort() == CONSOLE) {
                        said.add((int) run.ioData(0) & 0xff);
                    } else {
                        assertThat(run.exitReason()).as("%s", run.errorText()).isEqualTo(ExitReason.MMIO);
                        accesses++;
                        serve(host, run);
                    }
                }
            }
        }

        assertThat(said).containsExactly(0x5a, 0x80, 0x5a, 0x12, 0xff);
        assertThat(accesses).isEqualTo(9);
        assertThat(Files.readAllBytes(file)).hasSize(SIZE).containsOnly(0xff);
    }

    private static TestHost hostOf(GuestMemory memory) {
        return new TestHost() {
            @Override
            public GuestMemory memory() {
                return memory;
            }
        };
    }

    private static void serve(TestHost host, RunPage run) {
        if (run.mmioIsWrite()) {
            host.store(run.mmioAddress(), run.mmioLength(), run.mmioData());
        } else {
            run.setMmioData(host.load(run.mmioAddress(), run.mmioLength()));
        }
    }

    private static KvmVcpu.Entry realModeAtZero() {
        return new KvmVcpu.Entry(
                0,
                0,
                0x800,
                2,
                new Segment(0, 0xffff, 0, 0xb, 0, false, false, false, false),
                new Segment(0, 0xffff, 0, 3, 0, false, false, false, false),
                new Segment(0, 0xffff, 0, 0xb, 0, false, true, false, false),
                0,
                0,
                0x10,
                0,
                0,
                0);
    }
}
