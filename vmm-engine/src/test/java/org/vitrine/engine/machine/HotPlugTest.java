package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;
import org.vitrine.engine.machine.StorageControl.DeviceRequest;
import org.vitrine.engine.machine.StorageControl.DiskInfo;
import org.vitrine.engine.machine.StorageControl.NodeRequest;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.RootComplex;
import org.vitrine.engine.pci.SlotListener;
import org.vitrine.engine.storage.MachineDirectory;

/** Disks and drives that come and go at a board without KVM, whose guest is the test. */
@Timeout(60)
class HotPlugTest {
    private static final int SIZE = 1 << 20;
    private static final int PORT_DEVICE = 28;
    private static final int SLOT_CONTROL = 0x58;
    private static final int SLOT_STATUS = 0x5a;
    private static final int LISTENING = 0x103f | 0x1000;
    private static final int POWERED = 0x100;
    private static final int BLINKS = 0x200;
    private static final int OFF = 0x700;

    @TempDir
    Path folder;

    private TestHost host = new TestHost();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final ReentrantLock snapshotWork = new ReentrantLock();
    private final List<Device> devices = new ArrayList<>();
    private Path machineFile;
    private Disks disks;
    private RootComplex root;
    private DisposableOverlays thrownAway;
    private MachineStorage storage;
    private NetDevices backends;
    private MachineNetworks networks;

    /** A machine that stands still at once. */
    private final class Owner implements MachineStorage.Owner {
        @Override
        public <T> T whileStill(Snapshots.Still<T> action) throws MachineException, IOException {
            List<Device> all = List.copyOf(devices);
            all.forEach(Device::requestPause);
            all.forEach(Device::awaitPaused);
            T result = action.run();
            devices.forEach(Device::resume);
            return result;
        }

        @Override
        public void deviceDeleted(String id) {
            // Who hears of it may plug in the next at once.
            events.add((snapshotWork.isLocked() ? "busy, deleted " : "deleted ") + id);
        }

        @Override
        public void unplugRefused(String id) {
            events.add("kept " + id);
        }
    }

    @BeforeEach
    void makeMachine() throws Exception {
        machineFile = folder.resolve("machine.json");
        start(MachineConfig.of(UUID.randomUUID(), "m", 64, 1)
                .withOptical(List.of(new MachineConfig.Optical("cd0", null)))
                .withDisks(List.of(disk("boot", Disk.Bus.AHCI), disk("fixed", Disk.Bus.NVME))));
    }

    private void start(MachineConfig config) throws Exception {
        MachineConfigFile.write(machineFile, config);
        disks = Disks.open(config.disks(), (disk, write, why) -> {});
        root = new RootComplex("pci", host, (device, pin) -> host.gsi(16 + (device + pin) % 8), new RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                return 0;
            }

            @Override
            public void write(long offset, int size, long value) {}
        });
        RootPorts ports = new RootPorts(Board.Q35, root, host, devices, new SlotListener() {
            @Override
            public void ejected(List<PciFunction> device) {
                storage.hotPlug().ejected(device);
            }

            @Override
            public void kept(List<PciFunction> device) {
                storage.hotPlug().kept(device);
            }
        });
        Storage board = new Storage(config, disks, root, ports, host, devices, (id, open) -> {});
        MachineDirectory machine = new MachineDirectory(machineFile);
        LiveConfig running = new LiveConfig(config, machine);
        backends = NetDevices.open(config.networks(), (id, why) -> events.add("failed " + id + ": " + why));
        NetworkInterfaces interfaces = new NetworkInterfaces(
                config.networks(),
                config.firmware().kind(),
                backends,
                root,
                ports,
                host,
                devices,
                board.places(),
                board.bootOrder());
        thrownAway = new DisposableOverlays(machine, config.lifeCycle().disposable());
        storage = new MachineStorage(new Owner(), board, interfaces, running, thrownAway, snapshotWork);
        networks = new MachineNetworks(new Owner(), interfaces, running, snapshotWork);
        devices.forEach(Device::reset);
        devices.forEach(Device::resume);
    }

    @AfterEach
    void close() {
        storage.close();
        devices.reversed().forEach(Device::close);
        disks.close();
        backends.close();
        host.close();
    }

    @Test
    void a_disk_keeps_what_its_node_says_of_discards() throws Exception {
        storage.addNode(
                new NodeRequest("keeping", image("keeping"), "qcow2", false, CacheMode.WRITEBACK, Disk.Discard.IGNORE));
        storage.addDevice(device("ide-hd", "kept", null, "keeping"));

        assertThat(disks.find("kept").orElseThrow().disk().takesDiscards()).isFalse();
        assertThat(disks.find("boot").orElseThrow().disk().takesDiscards()).isTrue();
        assertThat(MachineConfigFile.read(machineFile).disks().getLast().discard())
                .isEqualTo(Disk.Discard.IGNORE);
    }

    private Path image(String name) throws Exception {
        Path file = folder.resolve(name + ".qcow2");
        ImageWork.createQcow2(file, Qcow2Options.ofSize(SIZE), false);
        return file;
    }

    private Disk disk(String id, Disk.Bus bus) throws Exception {
        return new Disk(id, image(id), "qcow2", bus, Disk.Cache.WRITEBACK, false, null);
    }

    private void addNode(String name) throws Exception {
        storage.addNode(new NodeRequest(name, image(name), "qcow2", false, CacheMode.WRITEBACK));
    }

    private static DeviceRequest device(
            String driver, @Nullable String id, @Nullable String bus, @Nullable String node) {
        return new DeviceRequest(driver, id, bus, node, null, true);
    }

    private void plug(String driver, String id, @Nullable String bus) throws Exception {
        addNode("node-" + id);
        storage.addDevice(device(driver, id, bus, "node-" + id));
    }

    private MachineConfig saved() throws Exception {
        return MachineConfigFile.read(machineFile);
    }

    private void assertRefused(String sentence, ThrowingCallable action) throws Exception {
        MachineConfig before = saved();
        List<DiskInfo> present = storage.disks();
        assertThatThrownBy(action).isInstanceOf(MachineException.class).hasMessage(sentence);
        assertThat(saved()).isEqualTo(before);
        assertThat(storage.disks()).isEqualTo(present);
    }

    private long slot(int number, int register) {
        return root.readConfig(0, PORT_DEVICE, number - 1, register, 2);
    }

    private void control(int number, int value) {
        root.writeConfig(0, PORT_DEVICE, number - 1, SLOT_CONTROL, 2, LISTENING | value);
    }

    private void clearEvents(int number) {
        root.writeConfig(0, PORT_DEVICE, number - 1, SLOT_STATUS, 2, 0x11f);
    }

    /** As a guest does with what came into a slot. */
    private void takeIntoUse(int number) {
        clearEvents(number);
        control(number, POWERED);
        clearEvents(number);
    }

    private String nextEvent() throws InterruptedException {
        return String.valueOf(events.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void places_are_those_of_a_machine_that_names_none() {
        assertThat(storage.drives()).extracting(StorageControl.DriveInfo::bus).containsExactly("ide.0");
        assertThat(storage.disks()).extracting(DiskInfo::place).containsExactly("ide.1", "pcie.0");
    }

    @Test
    void a_disk_comes_to_an_ahci_port_and_the_configuration_follows() throws Exception {
        plug("ide-hd", "extra", "ide.4");

        DiskInfo info = storage.disks().getLast();
        assertThat(info.id()).isEqualTo("extra");
        assertThat(info.place()).isEqualTo("ide.4");
        assertThat(info.node()).contains("node-extra");
        Disk disk = saved().disks().getLast();
        assertThat(disk.id()).isEqualTo("extra");
        assertThat(disk.file()).isEqualTo(folder.resolve("node-extra.qcow2"));
        assertThat(disk.format()).isEqualTo("qcow2");
        assertThat(disk.port()).isEqualTo(4);
        assertThat(saved().optical().getFirst().port())
                .as("nothing moves at the next start")
                .isZero();
        assertThat(saved().disks().getFirst().port()).isEqualTo(1);
    }

    private void plugInterface(String id, @Nullable String bus) throws Exception {
        networks.addBackend("back-" + id, new Network.Unconnected());
        networks.addInterface(new NetworkControl.InterfaceRequest("e1000e", id, bus, "back-" + id, null, null));
    }

    @Test
    void a_network_interface_comes_into_a_slot_and_the_configuration_follows() throws Exception {
        plugInterface("net1", "pcie2");

        NetworkControl.InterfaceInfo info = networks.interfaces().getFirst();
        assertThat(info.place()).isEqualTo("pcie2");
        assertThat(info.backend()).isEqualTo("back-net1");
        Network saved = saved().networks().getFirst();
        assertThat(saved).isEqualTo(info.network());
        assertThat(saved.port()).isEqualTo(2);
        assertThat(saved.mac().toString()).startsWith("52:54:00:");
        assertThat(devices).anyMatch(device -> device.id().equals("nic-net1"));
    }

    @Test
    void a_network_interface_leaves_when_the_guest_lets_go_and_its_back_end_stays() throws Exception {
        plugInterface("net1", "pcie1");
        takeIntoUse(1);
        storage.removeDevice("net1");
        control(1, OFF);

        assertThat(nextEvent()).isEqualTo("deleted net1");
        assertThat(saved().networks()).isEmpty();
        assertThat(devices).noneMatch(device -> device.id().equals("nic-net1"));
        networks.addInterface(new NetworkControl.InterfaceRequest("e1000e", "again", "pcie1", "back-net1", null, null));
        assertThatThrownBy(() -> networks.removeBackend("back-net1"))
                .hasMessage("Device 'back-net1' is in use by the interface 'again'");
    }

    @Test
    void a_network_that_cannot_be_is_refused_in_one_sentence_and_nothing_is_changed() throws Exception {
        plugInterface("net1", "pcie1");
        networks.addBackend("free", new Network.Unconnected());

        assertRefused("Duplicate ID 'free' for netdev", () -> networks.addBackend("free", new Network.Unconnected()));
        assertRefused("Device 'none' not found", () -> networks.removeBackend("none"));
        assertRefused("Property 'e1000e.netdev' can't find value 'none'", () -> add("e1000e", "net2", null, "none"));
        assertRefused(
                "Property 'e1000e.netdev' can't take value 'back-net1', it's in use",
                () -> add("e1000e", "net2", null, "back-net1"));
        assertRefused("Duplicate device ID 'boot'", () -> add("e1000e", "boot", null, "free"));
        assertRefused("'rtl8139' is not a valid device model name", () -> add("rtl8139", "net2", null, "free"));
        assertRefused("Bus 'pcie1' is full", () -> add("e1000e", "net2", "pcie1", "free"));
        assertRefused("Device 'e1000e' can't go on IDE bus", () -> add("e1000e", "net2", "ide.5", "free"));
        assertRefused("Bus 'pcie.0' does not support hotplugging", () -> add("e1000e", "net2", "pcie.0", "free"));
        assertRefused(
                "The network \"net1\" cannot forward ports while the machine runs; only a shared one can."
                        .replace("net1", "back-net1"),
                () -> networks.addForward("net1", PortForward.local(PortForward.Protocol.TCP, 8080, 80)));
        networks.removeBackend("free");
    }

    private void add(String driver, String id, @Nullable String bus, String backend) throws MachineException {
        networks.addInterface(new NetworkControl.InterfaceRequest(driver, id, bus, backend, null, null));
    }

    @Test
    void what_changes_of_a_network_while_it_runs_is_in_the_file() throws Exception {
        plugInterface("net1", null);
        Path capture = folder.resolve("net1.pcap");

        networks.setLink("net1", false);
        networks.limit("back-net1", 1000);
        networks.capture("net1", capture);

        Network saved = saved().networks().getFirst();
        assertThat(saved.link()).isFalse();
        assertThat(saved.rateLimit()).isEqualTo(1000);
        assertThat(saved.capture()).isEqualTo(capture);
        assertThat(capture).exists();
        assertThatThrownBy(() -> networks.limit("net1", 1)).hasMessageContaining("give it at least 64");
        assertThatThrownBy(() -> networks.capture("net1", folder))
                .hasMessageContaining("Frames cannot be recorded in " + folder);
    }

    @Test
    void without_a_bus_the_first_free_place_is_taken() throws Exception {
        plug("ide-hd", "a", null);
        plug("nvme", "b", null);

        assertThat(storage.disks()).extracting(DiskInfo::place).endsWith("ide.2", "pcie1");
    }

    @Test
    void an_unplugged_ahci_disk_is_gone_at_once_and_leaves_its_node() throws Exception {
        plug("ide-hd", "extra", null);

        storage.removeDevice("extra");

        assertThat(nextEvent()).isEqualTo("deleted extra");
        assertThat(storage.disks()).extracting(DiskInfo::id).containsExactly("boot", "fixed");
        assertThat(saved().disks()).extracting(Disk::id).containsExactly("boot", "fixed");
        storage.addDevice(device("ide-hd", "again", "ide.5", "node-extra"));
        storage.removeDevice("again");
        storage.removeNode("node-extra");
        addNodeAgain("node-extra");
    }

    /** The image is free again: it can be opened once more. */
    private void addNodeAgain(String name) throws Exception {
        storage.addNode(new NodeRequest("other", folder.resolve(name + ".qcow2"), "qcow2", false, CacheMode.WRITEBACK));
    }

    @Test
    void a_disk_of_the_configuration_can_be_unplugged_and_its_image_is_closed() throws Exception {
        storage.removeDevice("boot");

        assertThat(saved().disks()).extracting(Disk::id).containsExactly("fixed");
        addNodeAgain("boot");
    }

    @Test
    void a_drive_comes_and_goes() throws Exception {
        storage.addDevice(device("ide-cd", "cd1", null, null));
        assertThat(storage.drives()).extracting(StorageControl.DriveInfo::bus).containsExactly("ide.0", "ide.2");
        assertThat(saved().optical()).extracting(MachineConfig.Optical::id).containsExactly("cd0", "cd1");

        storage.removeDevice("cd0");
        assertThat(storage.drives()).extracting(StorageControl.DriveInfo::id).containsExactly("cd1");
        assertThat(saved().optical()).containsExactly(new MachineConfig.Optical("cd1", null, null, 2));
    }

    @Test
    void a_disk_in_a_slot_goes_when_the_guest_turns_its_power_off() throws Exception {
        control(2, OFF);
        plug("nvme", "fast", "pcie2");
        assertThat(slot(2, SLOT_STATUS) & 0x49)
                .as("present, presence changed, button")
                .isEqualTo(0x49);
        takeIntoUse(2);
        assertThat(saved().disks().getLast().port()).isEqualTo(2);

        storage.removeDevice("fast");
        assertThat(storage.disks()).hasSize(3);
        clearEvents(2);
        control(2, BLINKS);
        control(2, OFF);

        assertThat(nextEvent()).isEqualTo("deleted fast");
        assertThat(storage.disks()).hasSize(2);
        assertThat(devices).noneMatch(device -> device.id().equals("nvme-fast"));
        assertThat(saved().disks()).hasSize(2);
        storage.removeNode("node-fast");
    }

    @Test
    void a_disk_that_the_guest_never_powered_leaves_when_it_is_asked_for() throws Exception {
        plug("nvme", "fast", "pcie1");

        storage.removeDevice("fast");

        assertThat(nextEvent()).isEqualTo("deleted fast");
        assertThat(saved().disks()).hasSize(2);
    }

    @Test
    void a_guest_may_eject_a_disk_by_itself() throws Exception {
        plug("nvme", "fast", "pcie1");
        takeIntoUse(1);

        control(1, OFF);

        assertThat(nextEvent()).isEqualTo("deleted fast");
        assertThat(saved().disks()).hasSize(2);
    }

    @Test
    void a_guest_may_keep_a_disk() throws Exception {
        plug("nvme", "fast", "pcie1");
        takeIntoUse(1);
        storage.removeDevice("fast");
        clearEvents(1);
        control(1, BLINKS);
        control(1, POWERED);

        assertThat(nextEvent()).isEqualTo("kept fast");
        assertThat(storage.disks()).hasSize(3);
        storage.removeDevice("fast");
    }

    @Test
    void a_disk_that_the_guest_lets_go_of_leaves_after_the_snapshot() throws Exception {
        plug("nvme", "fast", "pcie1");
        takeIntoUse(1);
        snapshotWork.lock();
        try {
            control(1, OFF);
            assertRefused(
                    "A snapshot of this machine is being worked on; wait for its end, and try again.",
                    () -> onAnotherThread(() -> storage.removeDevice("boot")));
            assertThat(events).isEmpty();
            assertThat(storage.disks()).hasSize(3);
        } finally {
            snapshotWork.unlock();
        }
        assertThat(nextEvent()).isEqualTo("deleted fast");
    }

    @Test
    void a_machine_that_ends_does_not_wait_for_the_snapshot_that_an_ejection_waits_for() throws Exception {
        plug("nvme", "fast", "pcie1");
        takeIntoUse(1);
        snapshotWork.lock();
        try {
            control(1, OFF);
            storage.close();
        } finally {
            snapshotWork.unlock();
        }
        assertThat(events).isEmpty();
        assertThat(saved().disks()).hasSize(3);
    }

    private static void onAnotherThread(ThrowingCallable action) throws Throwable {
        Throwable[] thrown = new Throwable[1];
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        action.call();
                    } catch (Throwable e) {
                        thrown[0] = e;
                    }
                })
                .join();
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }

    @Test
    void a_machine_whose_changes_are_thrown_away_keeps_its_configuration() throws Exception {
        close();
        devices.clear();
        host = new TestHost();
        MachineConfig config = saved().withLifeCycle(LifeCycle.USUAL.withDisposable(true));
        start(config);

        plug("ide-hd", "extra", null);
        storage.removeDevice("boot");

        assertThat(saved()).isEqualTo(config);
        assertThat(storage.disks()).extracting(DiskInfo::id).containsExactly("fixed", "extra");
    }

    @Test
    void a_disk_that_is_plugged_into_a_machine_whose_changes_are_thrown_away_keeps_what_it_held() throws Exception {
        close();
        devices.clear();
        host = new TestHost();
        start(saved().withLifeCycle(LifeCycle.USUAL.withDisposable(true)));
        plug("ide-hd", "extra", null);
        byte[] before = java.nio.file.Files.readAllBytes(folder.resolve("node-extra.qcow2"));

        BlockNode disk = disks.find("extra").orElseThrow().disk().node();
        disk.write(0, Buffers.of(new byte[] {1, 2, 3}));
        disk.flush();
        storage.removeDevice("extra");
        storage.removeNode("node-extra");

        assertThat(java.nio.file.Files.readAllBytes(folder.resolve("node-extra.qcow2")))
                .isEqualTo(before);
        thrownAway.close();
        assertThat(folder.resolve("layers")).isEmptyDirectory();
    }

    @Test
    void a_disk_grows_and_does_not_shrink() throws Exception {
        storage.resize("boot", 2 * SIZE);
        assertThat(storage.disks().getFirst().size()).isEqualTo(2 * SIZE);

        assertRefused(
                "The disk \"boot\" has 2,097,152 bytes, and 1,048,576 would cut off what is at its end; a running"
                        + " machine's disk can only grow.",
                () -> storage.resize("boot", SIZE));
        assertThatThrownBy(() -> storage.resize("boot", 2 * SIZE + 1)).isInstanceOf(MachineException.class);
        assertThatThrownBy(() -> storage.resize("boot", 0)).isInstanceOf(MachineException.class);
        assertThatThrownBy(() -> storage.resize("none", SIZE)).hasMessage("This machine has no disk \"none\".");
    }

    @Test
    void ids_that_are_unknown_or_taken_are_refused() throws Exception {
        addNode("n");
        assertRefused("Device 'none' not found", () -> storage.removeDevice("none"));
        assertRefused("Duplicate device ID 'boot'", () -> storage.addDevice(device("ide-hd", "boot", null, "n")));
        assertRefused("Duplicate device ID 'cd0'", () -> storage.addDevice(device("ide-cd", "cd0", null, null)));
        assertRefused(
                "The device name \"1\" is not valid; it starts with a letter and has letters, digits, '.', '_' and '-'"
                        + " after it, 64 at most.",
                () -> storage.addDevice(device("ide-hd", "1", null, "n")));
        assertRefused("Parameter 'id' is missing", () -> storage.addDevice(device("ide-cd", null, null, null)));
        storage.addDevice(device("ide-hd", null, null, "n"));
        assertThat(storage.disks().getLast().id()).isEqualTo("n");
    }

    @Test
    void places_that_are_unknown_taken_or_wrong_are_refused() throws Exception {
        addNode("n");
        assertRefused("Bus 'ide.1' is full", () -> storage.addDevice(device("ide-hd", "d", "ide.1", "n")));
        assertRefused("Bus 'ide.6' not found", () -> storage.addDevice(device("ide-hd", "d", "ide.6", "n")));
        assertRefused("Bus 'pcie5' not found", () -> storage.addDevice(device("nvme", "d", "pcie5", "n")));
        assertRefused(
                "Bus 'pcie.0' does not support hotplugging",
                () -> storage.addDevice(device("nvme", "d", "pcie.0", "n")));
        assertRefused("Bus 'pcie.0' does not support hotplugging", () -> storage.removeDevice("fixed"));
        assertRefused("Device 'nvme' can't go on IDE bus", () -> storage.addDevice(device("nvme", "d", "ide.3", "n")));
        assertRefused(
                "Device 'ide-hd' can't go on PCIE bus", () -> storage.addDevice(device("ide-hd", "d", "pcie1", "n")));
        assertRefused(
                "'floppy' is not a valid device model name", () -> storage.addDevice(device("floppy", "d", null, "n")));
        storage.addDevice(device("nvme", "d", "pcie1", "n"));
        addNode("m");
        assertRefused("Bus 'pcie1' is full", () -> storage.addDevice(device("nvme", "e", "pcie1", "m")));
    }

    @Test
    void a_board_that_is_full_takes_no_more() throws Exception {
        for (int i = 2; i < 6; i++) {
            plug("ide-hd", "a" + i, null);
        }
        for (int i = 1; i < 5; i++) {
            plug("nvme", "b" + i, null);
        }
        addNode("n");
        assertRefused(
                "All AHCI ports are taken; unplug a disk or drive, or plug the disk in as 'nvme'",
                () -> storage.addDevice(device("ide-hd", "d", null, "n")));
        assertRefused(
                "All PCI Express slots are taken; unplug what is in one of them, or plug a disk in as 'ide-hd'",
                () -> storage.addDevice(device("nvme", "d", null, "n")));
        storage.removeNode("n");
    }

    @Test
    void nodes_that_are_unknown_in_use_missing_or_locked_are_refused() throws Exception {
        plug("ide-hd", "extra", null);
        assertRefused("Node node-extra is in use", () -> storage.removeNode("node-extra"));
        assertRefused(
                "Node node-extra is in use by the device 'extra'",
                () -> storage.addDevice(device("ide-hd", "d", null, "node-extra")));
        assertRefused(
                "Property 'nvme.drive' can't find value 'none'",
                () -> storage.addDevice(device("nvme", "d", null, "none")));
        assertRefused("drive property not set", () -> storage.addDevice(device("nvme", "d", null, null)));
        assertRefused("Failed to find node with node-name='none'", () -> storage.removeNode("none"));
        assertRefused(
                "Duplicate nodes with node-name='node-extra'",
                () -> storage.addNode(new NodeRequest("node-extra", image("x"), "qcow2", false, CacheMode.WRITEBACK)));
        assertRefused(
                "Invalid node-name: '1x'",
                () -> storage.addNode(new NodeRequest("1x", image("y"), "qcow2", false, CacheMode.WRITEBACK)));
        Path missing = folder.resolve("missing");
        assertRefused(
                missing + " does not exist; check the path.",
                () -> storage.addNode(new NodeRequest("n", missing, "qcow2", false, CacheMode.WRITEBACK)));
        Path boot = folder.resolve("boot.qcow2");
        assertRefused(
                "The disk \"boot\" of this machine has the image " + boot + " already; choose another.",
                () -> storage.addNode(new NodeRequest("n", boot, "qcow2", false, CacheMode.WRITEBACK)));
        storage.addNode(new NodeRequest("once", image("locked"), "qcow2", false, CacheMode.WRITEBACK));
        assertRefused(
                folder.resolve("locked.qcow2") + " is in use by another machine or program; stop that first.",
                () -> storage.addNode(
                        new NodeRequest("twice", folder.resolve("locked.qcow2"), "qcow2", false, CacheMode.WRITEBACK)));
        storage.addNode(new NodeRequest("w", image("w"), "qcow2", false, CacheMode.WRITEBACK));
        assertRefused(
                "A CD-ROM drive takes only a node that is read-only",
                () -> storage.addDevice(device("ide-cd", "d", null, "w")));
    }

    @Test
    void a_device_that_is_asked_for_twice_is_refused_the_second_time() throws Exception {
        plug("nvme", "fast", "pcie1");
        takeIntoUse(1);
        storage.removeDevice("fast");
        assertRefused("Device fast is already in the process of unplug", () -> storage.removeDevice("fast"));
        storage.removeDevice("boot");
        assertRefused("Device 'boot' not found", () -> storage.removeDevice("boot"));
    }

    @Test
    void a_guest_that_takes_a_device_into_use_cannot_be_asked_for_it() throws Exception {
        plug("nvme", "fast", "pcie1");
        clearEvents(1);
        control(1, BLINKS);
        assertRefused(
                "The guest is busy with taking device 'fast' into use; try again in some seconds",
                () -> storage.removeDevice("fast"));
    }

    @Test
    void what_waits_in_the_file_for_the_next_start_is_kept_and_conflicts_are_refused() throws Exception {
        MachineConfig waiting = saved().withMemoryMiB(128);
        MachineConfigFile.write(
                machineFile, waiting.withOptical(List.of(new MachineConfig.Optical("cd7", null, null, 5))));
        plug("ide-hd", "extra", "ide.4");
        assertThat(saved().memoryMiB()).isEqualTo(128);
        assertThat(saved().disks()).hasSize(3);

        addNode("n");
        assertRefused(
                "The machine's configuration cannot be changed: The devices \"cd7\" and \"d\" have the same AHCI port"
                        + " 5; change one.",
                () -> storage.addDevice(device("ide-hd", "d", "ide.5", "n")));
        assertThat(Files.exists(folder.resolve("n.qcow2"))).isTrue();
        storage.removeNode("n");
    }
}
