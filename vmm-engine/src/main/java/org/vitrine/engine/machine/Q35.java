package org.vitrine.engine.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.acpi.AcpiConfig;
import org.vitrine.engine.acpi.AcpiTables;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.bus.AddressSpace;
import org.vitrine.engine.chipset.BoardSetup;
import org.vitrine.engine.chipset.CmosSettings;
import org.vitrine.engine.chipset.DebugConsole;
import org.vitrine.engine.chipset.DmaControllers;
import org.vitrine.engine.chipset.GatedPin;
import org.vitrine.engine.chipset.Hpet;
import org.vitrine.engine.chipset.I8042;
import org.vitrine.engine.chipset.LegacyRange;
import org.vitrine.engine.chipset.Lpc;
import org.vitrine.engine.chipset.Mch;
import org.vitrine.engine.chipset.PirqRouter;
import org.vitrine.engine.chipset.PmBlock;
import org.vitrine.engine.chipset.Port92;
import org.vitrine.engine.chipset.PvPanic;
import org.vitrine.engine.chipset.ResetControl;
import org.vitrine.engine.chipset.Rtc;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceFactory;
import org.vitrine.engine.device.Display;
import org.vitrine.engine.device.MachineClock;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.firmware.BootException;
import org.vitrine.engine.firmware.E820;
import org.vitrine.engine.firmware.FirmwareFiles;
import org.vitrine.engine.firmware.FwCfg;
import org.vitrine.engine.firmware.FwCfgItems;
import org.vitrine.engine.firmware.MemoryTypes;
import org.vitrine.engine.firmware.Smbios;
import org.vitrine.engine.kvm.CoalescedRing;
import org.vitrine.engine.kvm.Cpuid;
import org.vitrine.engine.kvm.Kvm;
import org.vitrine.engine.kvm.KvmException;
import org.vitrine.engine.kvm.KvmVcpu;
import org.vitrine.engine.kvm.KvmVm;
import org.vitrine.engine.linux.KickSignal;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.RegisterWindow;
import org.vitrine.engine.pci.RootComplex;
import org.vitrine.engine.snapshot.Sections;

/**
 * The board Q35 + ICH9 with all that a configuration puts on it: makes the parts, connects them, and runs, pauses, resets and frees them
 * in order.
 */
final class Q35 implements Hardware {
    private static final Logger LOG = System.getLogger(Q35.class.getName());
    private static final Logger FIRMWARE_LOG = System.getLogger("firmware");
    private static final Board BOARD = Board.Q35;
    /** In the reserved pages below the I/O APIC and firmware, as all KVM boards have it. */
    private static final long REAL_MODE_PAGES = 0xfeff_c000L;

    private static final long PORTS = 0x1_0000;
    private static final long ADDRESSES = 1L << 52;
    private static final long VGA_WINDOW = 0xa_0000;
    private static final int VGA_WINDOW_SIZE = 0x2_0000;
    private static final int FIRST_DEVICE_SLOT = 1;

    /** So long a person can ask for the boot menu. */
    private static final int BOOT_MENU_WAIT_MILLIS = 5000;

    private static final String VGA = "VGA";
    private static final String VGA_ROM = "romFile";

    private final MachineConfig config;
    private final Kvm kvm;
    private final KvmVm vm;
    private final BoardFirmware firmware;
    private final BoardMemory memory;
    private final MachineClock clock = new MachineClock(LOG);
    private final List<Device> devices = new ArrayList<>();
    private final GuestMemory guestMemory;
    private final VcpuSet vcpus;
    private final KvmVm.ChipState powerOnChips;
    private final PmBlock pm;
    private final Disks disks;
    private final NetDevices backends;
    private final Storage storage;
    private final NetworkInterfaces networks;
    private final InputDevices input;
    private final SerialLine serial;
    private final @Nullable DirectBoot directBoot;
    private final CoalescedRing coalesced;
    private @Nullable Display display;
    private long pausedKvmClock = -1;

    /** @throws MachineException with a sentence for the user if this host cannot run the machine */
    static Q35 build(MachineConfig config, Path machineFile, Path runtimeDirectory, Machine.Requests requests)
            throws MachineException {
        return build(config, new FirmwareFiles(), machineFile, runtimeDirectory, requests);
    }

    /** @param firmwareFiles where this host has firmware */
    static Q35 build(
            MachineConfig config,
            FirmwareFiles firmwareFiles,
            Path machineFile,
            Path runtimeDirectory,
            Machine.Requests requests)
            throws MachineException {
        KickSignal.install();
        Disks disks = Disks.open(config.disks(), requests::diskFailed);
        try {
            BoardFirmware firmware = BoardFirmware.open(config, firmwareFiles, machineFile, requests::nvramFailed);
            try {
                return build(config, disks, firmware, runtimeDirectory, requests);
            } catch (MachineException | RuntimeException e) {
                firmware.close();
                throw e;
            }
        } catch (MachineException | RuntimeException e) {
            disks.close();
            throw e;
        }
    }

    private static Q35 build(
            MachineConfig config, Disks disks, BoardFirmware firmware, Path runtimeDirectory, Machine.Requests requests)
            throws MachineException {
        Kvm kvm;
        try {
            kvm = Kvm.open();
        } catch (KvmException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
        NetDevices networks = null;
        try {
            networks = NetDevices.open(config.networks(), requests::networkFailed);
            return new Q35(config, kvm, disks, networks, firmware, runtimeDirectory, requests);
        } catch (KvmException e) {
            kvm.close();
            close(networks);
            throw new MachineException(String.valueOf(e.getMessage()), e);
        } catch (MachineException | RuntimeException e) {
            kvm.close();
            close(networks);
            throw e;
        }
    }

    private static void close(@Nullable NetDevices networks) {
        if (networks != null) {
            networks.close();
        }
    }

    private Q35(
            MachineConfig config,
            Kvm kvm,
            Disks disks,
            NetDevices backends,
            BoardFirmware firmware,
            Path runtimeDirectory,
            Machine.Requests requests)
            throws MachineException, KvmException {
        this.config = config;
        this.kvm = kvm;
        this.disks = disks;
        this.backends = backends;
        this.firmware = firmware;
        if (config.cpus() > kvm.maxVcpus()) {
            throw new MachineException("This host's KVM allows " + kvm.maxVcpus() + " CPUs to a machine, not "
                    + config.cpus() + ". Give the machine fewer.");
        }
        long ramSize = (long) config.memoryMiB() << 20;
        memory = BoardMemory.create(GuestRam.create(config), firmware.image());
        vm = kvm.createVm();
        vm.reserveForRealMode(REAL_MODE_PAGES);
        vm.createInterruptControllers();
        vm.createPit();
        MessageRoutes messages = new MessageRoutes(vm, InterruptRoutes.ofBoard());

        guestMemory = new GuestMemory(vm);
        memory.mapInto(guestMemory, BOARD);
        AddressSpace ports = new AddressSpace("port", PORTS);
        AddressSpace mmio = new AddressSpace("address", ADDRESSES);

        Cpuid cpuid = kvm.supportedCpuid();
        List<KvmVcpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < config.cpus(); cpu++) {
            int apicId = config.processor().apicId(cpu);
            KvmVcpu vcpu = vm.createVcpu(apicId);
            vcpu.setCpuid(cpuid.forVcpu(apicId, config.processor()));
            cpus.add(vcpu);
        }
        coalesced = cpus.getFirst().coalescedRing(mmio::write);
        vcpus = new VcpuSet(cpus.stream()
                .map(vcpu -> new VcpuThread(vcpu, ports, mmio, coalesced, requests))
                .toList());
        powerOnChips = vm.chipState();

        MachineHost host = new MachineHost(
                guestMemory,
                ports,
                mmio,
                clock,
                messages,
                new KvmDoorbells(vm),
                new GsiLines(vm::setIrqLine),
                coalesced::drain,
                runtimeDirectory,
                LOG);

        firmware.place(memory, host, devices);
        PirqRouter router = new PirqRouter(host, BOARD);
        ResetControl resetControl = add(new ResetControl("reset", requests::reset));
        RootComplex root = add(new RootComplex("pci", host, router, resetControl));
        pm = add(new PmBlock("pm", host, router.sci(), requests::powerOff));
        root.plug(
                Mch.DEVICE,
                0,
                add(new Mch("mch", host, BOARD, root, new LegacyRange(host, memory.ram(), memory.firmware()))));
        root.plug(Lpc.DEVICE, 0, add(new Lpc("lpc", host, router, pm)));
        RootPorts rootPorts = new RootPorts(BOARD, root, host, devices, requests.slots());
        storage = new Storage(config, disks, root, rootPorts, host, devices, requests::trayMoved);
        networks = new NetworkInterfaces(
                config.networks(),
                config.firmware().kind(),
                backends,
                root,
                rootPorts,
                host,
                devices,
                storage.places(),
                storage.bootOrder());

        GatedPin rtcPin = new GatedPin(host.gsi(Rtc.GSI));
        Rtc rtc = add(new Rtc("rtc", host, rtcPin, InstantSource.system()));
        new CmosSettings(
                        BOARD.lowMemory(ramSize),
                        ramSize - BOARD.lowMemory(ramSize),
                        config.cpus(),
                        List.of(CmosSettings.BootDevice.CDROM, CmosSettings.BootDevice.DISK))
                .store(rtc);
        add(new Hpet("hpet", host, BOARD.hpetBase(), replaces -> {
            vm.setHpetLegacy(replaces);
            rtcPin.setOpen(!replaces);
        }));
        add(new Port92("port92", host, requests::reset));
        add(new DmaControllers("dma", host));
        add(new PvPanic("pvpanic", host, requests::panicked));
        add(new DebugConsole("debugcon", host, line -> FIRMWARE_LOG.log(Level.DEBUG, line)));

        I8042 keyboardController = add(new I8042("i8042", host, requests::reset));
        serial = new SerialLine(host, config.serial());
        add(serial.port());
        input = new Ps2Input(keyboardController);

        AcpiConfig acpiConfig =
                new AcpiConfig(BOARD, config.processor(), ramSize, cpuid.physicalAddressBits(), rootPorts.forAcpi());
        AcpiTables acpi = AcpiTables.of(acpiConfig);
        Smbios smbios = new Smbios(BOARD, config.uuid(), config.name(), config.processor(), ramSize);
        FwCfgItems items = new FwCfgItems(BOARD, config.processor(), ramSize, config.uuid());
        items.files(E820.forFirmware(BOARD, ramSize).files());
        items.files(smbios.files());
        Map<String, byte[]> acpiFiles = acpi.files();
        acpiFiles.forEach((name, content) -> {
            if (name.equals(AcpiTables.TABLES_FILE)) {
                items.file(name, () -> tablesNow(acpiConfig, content, root));
            } else {
                items.file(name, content);
            }
        });
        if (!config.disks().isEmpty() || storage.bootOrder().isWanted()) {
            items.textFile(BootOrder.FILE, storage.bootOrder().text());
        }
        if (config.firmware().bootMenu()) {
            items.bootMenu(BOOT_MENU_WAIT_MILLIS);
        }
        add(new FwCfg("fw_cfg", host, BOARD, items));
        if (config.linux() == null) {
            directBoot = null;
        } else {
            BoardSetup setup = new BoardSetup(root, BOARD, acpiConfig.highWindowBase(), acpiConfig.highWindowEnd());
            directBoot = new DirectBoot(
                    config.linux(),
                    BOARD,
                    ramSize,
                    guestMemory,
                    setup,
                    acpi,
                    smbios,
                    MemoryTypes.registers(BOARD, cpuid.physicalAddressBits()));
        }
        plugDevices(root, host);
        VirtioDevices.plug(config.virtio(), root, host, devices);
    }

    /** The tables with the memory-mapped configuration space where firmware has put it: OVMF has had several places for it. */
    private static byte[] tablesNow(AcpiConfig config, byte[] usual, RootComplex root) {
        RegisterWindow.Range range = root.extendedConfig();
        Board board = range == null ? BOARD : BOARD.withPciExpressBase(range.base());
        if (board.equals(BOARD)) {
            return usual;
        }
        return AcpiTables.of(config.on(board)).files().getOrDefault(AcpiTables.TABLES_FILE, usual);
    }

    private interface Lookup<T> {
        T find(FirmwareFiles files) throws BootException;
    }

    private static <T> T firmware(Lookup<T> lookup) throws MachineException {
        try {
            return lookup.find(new FirmwareFiles());
        } catch (BootException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    private <D extends Device> D add(D device) {
        devices.add(device);
        return device;
    }

    private void plugDevices(RootComplex root, MachineHost host) throws MachineException {
        Map<String, DeviceFactory> factories = new HashMap<>();
        for (DeviceFactory factory : ServiceLoader.load(DeviceFactory.class)) {
            factories.put(factory.kind(), factory);
        }
        int slot = FIRST_DEVICE_SLOT;
        for (MachineConfig.DeviceConfig wanted : config.devices()) {
            DeviceFactory factory = factories.get(wanted.kind());
            if (factory == null) {
                throw new MachineException("This version of Vitrine has no device \"" + wanted.kind() + "\". It has: "
                        + String.join(", ", factories.keySet().stream().sorted().toList()) + ".");
            }
            Device device;
            try {
                device = add(factory.create(wanted.id(), host, properties(wanted)));
            } catch (IllegalArgumentException e) {
                throw new MachineException(String.valueOf(e.getMessage()), e);
            }
            if (device instanceof PciFunction function) {
                if (slot == Places.FIRST_NETWORK_SLOT) {
                    throw new MachineException("The board has room for " + (slot - FIRST_DEVICE_SLOT)
                            + " devices. Remove some from the machine's configuration.");
                }
                root.plug(slot++, 0, function);
            }
            if (device instanceof Display screen) {
                display = screen;
                vm.coalesceWrites(VGA_WINDOW, VGA_WINDOW_SIZE);
            }
        }
    }

    /** A display adapter without a video BIOS of its own gets the distribution's. */
    private static Map<String, Object> properties(MachineConfig.DeviceConfig wanted) throws MachineException {
        if (!wanted.kind().equals(VGA) || wanted.properties().containsKey(VGA_ROM)) {
            return wanted.properties();
        }
        Map<String, Object> properties = new HashMap<>(wanted.properties());
        properties.put(VGA_ROM, firmware(FirmwareFiles::vgaBiosFile).toString());
        return properties;
    }

    @Override
    public VcpuSet vcpus() {
        return vcpus;
    }

    @Override
    public void pause() {
        if (pausedKvmClock >= 0) {
            return;
        }
        vcpus.requestPause();
        vcpus.awaitParked();
        coalesced.drain();
        devices.forEach(Device::requestPause);
        devices.forEach(Device::awaitPaused);
        clock.pause();
        pausedKvmClock = vm.clock();
        vcpus.holdTime();
    }

    @Override
    public void resume() {
        if (pausedKvmClock >= 0) {
            vm.setClock(pausedKvmClock);
            pausedKvmClock = -1;
            vm.forgetPitTicks();
            vcpus.releaseTime();
            vcpus.tellOfPause();
        }
        clock.resume();
        devices.forEach(Device::resume);
        vcpus.resume();
    }

    @Override
    public void reset() throws MachineException {
        devices.forEach(Device::reset);
        vm.setChipState(powerOnChips);
        vcpus.reset();
        if (directBoot != null) {
            if (display != null) {
                display.enterTextMode();
            }
            directBoot.prepare(vcpus);
        }
    }

    @Override
    public List<MemoryRegion> regions() {
        List<MemoryRegion> regions = new ArrayList<>();
        regions.add(memory.ram());
        devices.forEach(device -> regions.addAll(device.regions()));
        return regions;
    }

    @Override
    public @Nullable Nvram nvram() {
        return firmware.nvram();
    }

    @Override
    public GuestMemory memory() {
        return guestMemory;
    }

    private MachineState state() {
        return new MachineState(vm, vcpus, devices, clock);
    }

    @Override
    public Sections saveState() {
        return state().save(pausedKvmClock >= 0 ? pausedKvmClock : vm.clock());
    }

    @Override
    public void loadState(Sections saved, Runnable restoreMemory) throws StateException {
        Sections own = saveState();
        try {
            pausedKvmClock = state().load(saved, restoreMemory);
        } catch (StateException | RuntimeException e) {
            pausedKvmClock = state().load(own, () -> {});
            throw e;
        }
    }

    @Override
    public void pressPowerButton() {
        pm.pressPowerButton();
    }

    @Override
    public InputDevices input() {
        return input;
    }

    @Override
    public @Nullable Display display() {
        return display;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public NetworkInterfaces networks() {
        return networks;
    }

    @Override
    public void close() {
        vcpus.end();
        devices.reversed().forEach(Device::close);
        vcpus.close();
        disks.close();
        backends.close();
        serial.close();
        clock.close();
        vm.close();
        kvm.close();
        memory.close();
        firmware.close();
    }
}
