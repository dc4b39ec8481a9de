package org.vitrine.engine.pci;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.kvm.Kvm;
import org.vitrine.engine.kvm.KvmException;
import org.vitrine.engine.kvm.KvmVm;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

@Tag("kvm")
class BarKvmTest {
    /** A function with 64-bit VRAM. */
    private static final class Vram extends PciFunction {
        private final MemoryRegion region = MemoryRegion.shared("vram", 0x1_0000);

        Vram(DeviceHost host) {
            super("vram", host, PciIdentity.of(0x1234, 0x1111, 0, 0x030000));
            memoryBar64(0, region, true);
        }

        void place(long address) {
            writeConfig(0x04, 2, 0);
            writeConfig(0x10, 4, address & 0xffff_ffffL);
            writeConfig(0x14, 4, address >>> 32);
            writeConfig(0x04, 2, 2);
        }

        @Override
        protected void resetFunction() {}

        @Override
        protected void saveFunction(StateWriter out) {}

        @Override
        protected void loadFunction(StateReader in) throws StateException {}

        @Override
        protected void closeFunction() {
            region.close();
        }
    }

    @Test
    void memory_where_kvm_refuses_it_is_not_mapped_and_costs_no_slot() throws KvmException {
        try (Kvm kvm = Kvm.open();
                KvmVm vm = kvm.createVm()) {
            GuestMemory memory = new GuestMemory(vm);
            try (TestHost host = new TestHost() {
                        @Override
                        public GuestMemory memory() {
                            return memory;
                        }
                    };
                    Vram vram = new Vram(host)) {
                long beyondEveryProcessor = 1L << 60;
                for (int i = 0; i < 1000; i++) {
                    vram.place(beyondEveryProcessor + i * 0x1_0000L);
                    assertThat(memory.contains(beyondEveryProcessor + i * 0x1_0000L, 1))
                            .isFalse();
                }
                vram.place(0xe000_0000L);

                memory.writeByte(0xe000_0000L, 0x5a);
                assertThat(vram.region.segment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0x5a);
            }
        }
    }
}
