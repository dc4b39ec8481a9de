package org.vitrine.engine.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.firmware.BootException;
import org.vitrine.engine.firmware.FirmwareFiles;
import org.vitrine.engine.flash.ParallelFlash;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.storage.Variables;

/**
 * The firmware of a machine.
 *
 * @param image what ends at 4 GiB: a ROM, or the code in the first of two flashes
 * @param nvram what is in the second one, right below; null for a ROM
 */
record BoardFirmware(byte[] image, @Nullable Nvram nvram) implements AutoCloseable {
    /**
     * Opens it. A kernel that is booted without a boot loader needs no UEFI.
     *
     * @param files where this host has firmware
     * @param machineFile the configuration's, beside which UEFI variables are unless it says otherwise
     * @param failures hears that UEFI variables cannot be kept
     * @throws MachineException if this host has none, or the variables cannot be used
     */
    static BoardFirmware open(
            MachineConfig config, FirmwareFiles files, Path machineFile, Consumer<IOException> failures)
            throws MachineException {
        try {
            if (config.firmware().kind() != Firmware.Kind.UEFI || config.linux() != null) {
                return new BoardFirmware(files.bios(), null);
            }
            FirmwareFiles.UefiFiles uefi = files.uefi();
            byte[] code = files.uefiContent(uefi.code());
            byte[] template = files.uefiContent(uefi.variables());
            Path directory = DurableFile.directoryOf(machineFile);
            Path variables = Variables.fileOf(config, directory);
            return new BoardFirmware(
                    code,
                    config.lifeCycle().disposable()
                            ? Nvram.openDisposable(variables, directory, template, failures)
                            : Nvram.open(variables, template, failures));
        } catch (BootException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Puts it on the board: UEFI firmware is two flashes, of which the code's ends at 4 GiB; a BIOS is a ROM there.
     *
     * @param memory made of this firmware's image
     * @param devices the machine's, to which the flashes are added
     */
    void place(BoardMemory memory, DeviceHost host, List<Device> devices) {
        if (nvram == null) {
            memory.mapRom(host.memory());
            return;
        }
        MemoryRegion code = memory.firmware();
        MemoryRegion variables = nvram.region();
        long codeBase = Board.HIGH_MEMORY_BASE - code.size();
        devices.add(new ParallelFlash("pflash0", host, codeBase, code, null));
        devices.add(new ParallelFlash("pflash1", host, codeBase - variables.size(), variables, nvram.file()));
    }

    @Override
    public void close() {
        if (nvram != null) {
            nvram.close();
        }
    }
}
