package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the firmware tries to boot, in order: the fw_cfg file that SeaBIOS reads (its docs/Runtime_config.md), a line each with the device's Open
 * Firmware path. First what has a boot index, then the rest as it was added.
 */
final class BootOrder {
    /** The file's name. */
    static final String FILE = "bootorder";

    private record Entry(@Nullable Integer index, String path) {
        private long place() {
            return index == null ? Long.MAX_VALUE : index;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** @param bootIndex 0 or more, or null */
    void add(@Nullable Integer bootIndex, String path) {
        entries.add(new Entry(bootIndex, path));
    }

    /** What hangs on a port of the AHCI controller, which is a function on bus 0. */
    static String ahciPort(int device, int function, int port) {
        return "/pci@i0cf8/pci8086,2922@%x,%x/drive@%x/disk@0".formatted(device, function, port);
    }

    /** A disk that is a PCI function of its own, function 0 of a device on bus 0, such as an NVMe controller. */
    static String pciFunction(String vendorAndDevice, int device) {
        return "/pci@i0cf8/pci%s@%x".formatted(vendorAndDevice, device);
    }

    /** A virtio disk that is function 0 of a device on bus 0: named as a SCSI host, by which OVMF knows it. */
    static String virtioDisk(int device) {
        return "/pci@i0cf8/scsi@%x/disk@0,0".formatted(device);
    }

    /** Whether anybody has said what comes first: without disks, and with no boot index at all, the firmware's own order will do. */
    boolean isWanted() {
        return entries.stream().anyMatch(entry -> entry.index != null);
    }

    /** A disk that is function 0 of the device behind a PCI Express root port, which is a function on bus 0. */
    static String behindRootPort(String vendorAndDevice, int device, int function) {
        return rootPort(device, function) + "/pci%s@0".formatted(vendorAndDevice);
    }

    /** A virtio disk there. */
    static String virtioDiskBehindRootPort(int device, int function) {
        return rootPort(device, function) + "/scsi@0/disk@0,0";
    }

    private static String rootPort(int device, int function) {
        String port = function == 0 ? "%x".formatted(device) : "%x,%x".formatted(device, function);
        return "/pci@i0cf8/pci-bridge@" + port;
    }

    /** The file's content. */
    String text() {
        return entries.stream()
                .sorted(Comparator.comparingLong(Entry::place))
                .map(Entry::path)
                .collect(Collectors.joining("\n"));
    }
}
