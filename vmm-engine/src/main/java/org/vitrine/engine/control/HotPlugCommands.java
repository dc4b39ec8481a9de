package org.vitrine.engine.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.NetworkControl;
import org.vitrine.engine.machine.StorageControl;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;

/** Images opened by name, and disks, drives and network interfaces plugged in and out: {@code blockdev-add} and {@code -del} of QAPI's {@code block-core}, its {@code qdev}. */
final class HotPlugCommands {
    private static final String FILE = "file";
    private static final Set<String> FORMATS = Set.of(FILE, "raw", "qcow2", "vdi", "vpc", "vhdx", "vmdk");

    private static final Set<String> INTERFACES = Set.of("e1000e", "virtio-net-pci");

    private final StorageControl storage;
    private final NetworkControl networks;

    HotPlugCommands(StorageControl storage, NetworkControl networks) {
        this.storage = storage;
        this.networks = networks;
    }

    List<QmpCommand> all() {
        return List.of(
                new QmpCommand("blockdev-add", this::addNode),
                new QmpCommand("blockdev-del", this::removeNode),
                new QmpCommand("device_add", this::addDevice),
                new QmpCommand("device_del", this::removeDevice));
    }

    /** QAPI's BlockdevOptions: a format with its file within, or a file alone, which is a raw disk. */
    private Object addNode(Arguments arguments) throws QmpException, MachineException {
        String driver = arguments.choice("driver", FORMATS);
        String name = arguments.optionalText("node-name");
        boolean readOnly = arguments.optionalFlag("read-only");
        CacheMode cache = cache(arguments.optionalObject("cache"));
        boolean unmap = arguments
                .optionalChoice("discard", Set.of("unmap", "on", "ignore", "off"), "unmap")
                .matches("unmap|on");
        // What a guest writes is written, zeroes too.
        arguments.optionalChoice("detect-zeroes", Set.of("off"), "off");
        String file = driver.equals(FILE) ? arguments.text("filename") : file(arguments.object(FILE));
        arguments.end();
        if (name == null) {
            throw QmpException.generic("'node-name' must be specified for the root node");
        }
        String format = driver.equals(FILE) ? "raw" : driver;
        storage.addNode(new StorageControl.NodeRequest(
                name,
                BlockCommands.path(file),
                format,
                readOnly,
                cache,
                unmap ? MachineConfig.Disk.Discard.UNMAP : MachineConfig.Disk.Discard.IGNORE));
        return Map.of();
    }

    private static String file(Arguments file) throws QmpException {
        file.choice("driver", Set.of(FILE));
        String name = file.text("filename");
        file.end();
        return name;
    }

    private static CacheMode cache(@Nullable Arguments cache) throws QmpException {
        if (cache == null) {
            return CacheMode.WRITEBACK;
        }
        boolean direct = cache.optionalFlag("direct");
        boolean noFlush = cache.optionalFlag("no-flush");
        cache.end();
        if (direct && noFlush) {
            throw QmpException.generic("'cache.direct' and 'cache.no-flush' exclude each other");
        }
        return direct ? CacheMode.NONE : noFlush ? CacheMode.UNSAFE : CacheMode.WRITEBACK;
    }

    private Object removeNode(Arguments arguments) throws QmpException, MachineException {
        String name = arguments.text("node-name");
        arguments.end();
        storage.removeNode(name);
        return Map.of();
    }

    private Object addDevice(Arguments arguments) throws QmpException, MachineException {
        String driver = arguments.text("driver");
        if (INTERFACES.contains(driver)) {
            return addInterface(driver, arguments);
        }
        String id = arguments.optionalText("id");
        String bus = arguments.optionalText("bus");
        String drive = arguments.optionalText("drive");
        Integer bootIndex = bootIndex(arguments);
        boolean writeCache = !arguments
                .optionalChoice("write-cache", Set.of("on", "off", "auto"), "auto")
                .equals("off");
        if (arguments.optionalText("serial") != null) {
            throw QmpException.generic(
                    "The serial number of a disk is made of the machine's UUID and the disk's id; leave 'serial' out");
        }
        arguments.end();
        storage.addDevice(new StorageControl.DeviceRequest(driver, id, bus, drive, bootIndex, writeCache));
        return Map.of();
    }

    private Object addInterface(String driver, Arguments arguments) throws QmpException, MachineException {
        String backend = arguments.text("netdev");
        String id = arguments.optionalText("id");
        String bus = arguments.optionalText("bus");
        String mac = arguments.optionalText("mac");
        Integer bootIndex = bootIndex(arguments);
        arguments.end();
        Optional<MacAddress> address = Optional.ofNullable(mac).flatMap(MacAddress::parse);
        if (mac != null && address.isEmpty()) {
            throw QmpException.generic("Property '%s.mac' doesn't take value '%s'".formatted(driver, mac));
        }
        networks.addInterface(new NetworkControl.InterfaceRequest(
                driver, id == null ? backend : id, bus, backend, address.orElse(null), bootIndex));
        return Map.of();
    }

    private static @Nullable Integer bootIndex(Arguments arguments) throws QmpException {
        long index = arguments.optionalInteger("bootindex", -1);
        if (index > Integer.MAX_VALUE) {
            throw QmpException.generic("Parameter 'bootindex' is too large");
        }
        return index < 0 ? null : Integer.valueOf((int) index);
    }

    private Object removeDevice(Arguments arguments) throws QmpException, MachineException {
        String id = arguments.text("id");
        arguments.end();
        boolean known = storage.disks().stream().anyMatch(disk -> disk.id().equals(id))
                || storage.drives().stream().anyMatch(drive -> drive.id().equals(id))
                || networks.interfaces().stream()
                        .anyMatch(info -> info.network().id().equals(id));
        if (!known) {
            throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Device '%s' not found".formatted(id));
        }
        storage.removeDevice(id);
        return Map.of();
    }
}
