package org.vitrine.engine.machine;

import java.util.Map;
import org.vitrine.engine.acpi.AcpiTables;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.chipset.BoardSetup;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.firmware.BootException;
import org.vitrine.engine.firmware.E820;
import org.vitrine.engine.firmware.InitialCpuState;
import org.vitrine.engine.firmware.LinuxLoader;
import org.vitrine.engine.firmware.Smbios;
import org.vitrine.engine.kvm.KvmVcpu;
import org.vitrine.engine.memory.GuestMemory;

/**
 * Boots a Linux kernel without firmware: does to the board what SeaBIOS would have done, puts tables and kernel into memory, and sets the
 * first vCPU to the kernel's entry. After every reset again.
 *
 * @param memoryTypes of {@link org.vitrine.engine.firmware.MemoryTypes}, for every vCPU
 */
record DirectBoot(
        MachineConfig.LinuxBoot boot,
        Board board,
        long memoryBytes,
        GuestMemory memory,
        BoardSetup chipset,
        AcpiTables acpi,
        Smbios smbios,
        Map<Integer, Long> memoryTypes) {
    private static final long SMBIOS_ADDRESS = 0xf_0000;

    /** All vCPUs are parked in their power-on state. */
    void prepare(VcpuSet vcpus) throws MachineException {
        chipset.run();
        AcpiTables.Linked tables = acpi.linkBelow(board.lowMemory(memoryBytes));
        memory.write(tables.address(), tables.bytes());
        memory.write(SMBIOS_ADDRESS, smbios.placedAt(SMBIOS_ADDRESS));
        E820 map = E820.forDirectBoot(board, memoryBytes, tables.address());
        InitialCpuState state;
        try {
            state = new LinuxLoader(memory, map)
                    .load(boot.kernel(), boot.initrd(), boot.commandLine(), tables.rsdpAddress(), tables.rsdp());
        } catch (BootException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
        for (VcpuThread thread : vcpus.threads()) {
            memoryTypes.forEach((msr, value) -> thread.vcpu().setMsr(msr, value));
        }
        vcpus.bootstrap()
                .enterAt(new KvmVcpu.Entry(
                        state.rip(),
                        state.rsi(),
                        state.rsp(),
                        state.rflags(),
                        state.code(),
                        state.data(),
                        state.task(),
                        state.gdtBase(),
                        state.gdtLimit(),
                        state.cr0(),
                        state.cr3(),
                        state.cr4(),
                        state.efer()));
    }
}
