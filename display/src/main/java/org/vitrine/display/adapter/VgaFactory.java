package org.vitrine.display.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.Device;
import org.vitrine.engine.device.DeviceFactory;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * Makes the adapter of kind {@code "VGA"}. Properties, all optional:
 *
 * <ul>
 *   <li>{@code vramMiB}: a power of two from 1 to 256; 64 unless told
 *   <li>{@code romFile}: path of the video BIOS, SeaBIOS's {@code vgabios-stdvga.bin}; no ROM unless told
 *   <li>{@code socket}: name of the viewers' socket in the VM's runtime directory; {@code "display.sock"} unless told,
 *       empty for none
 * </ul>
 */
public final class VgaFactory implements DeviceFactory {
    private static final String VRAM = "vramMiB";
    private static final String ROM = "romFile";
    private static final String SOCKET = "socket";
    private static final Set<String> PROPERTIES = Set.of(VRAM, ROM, SOCKET);

    private static final int DEFAULT_VRAM_MIB = 64;
    private static final int MAX_VRAM_MIB = 256;
    private static final int MAX_ROM_BYTES = 1 << 20;
    private static final int MIN_ROM_BYTES = 4096;

    @Override
    public String kind() {
        return "VGA";
    }

    @Override
    public Device create(String id, DeviceHost host, Map<String, Object> properties) {
        for (String name : new TreeSet<>(properties.keySet())) {
            if (!PROPERTIES.contains(name)) {
                throw new IllegalArgumentException("The display adapter has no property \"" + name + "\"; it has "
                        + String.join(", ", new TreeSet<>(PROPERTIES)) + ".");
            }
        }
        if (!host.ports().isFree(VbePorts.BASE, VbePorts.COUNT)) {
            throw new IllegalArgumentException("The machine already has a display adapter; remove " + id + ".");
        }
        long vram = (long) vramMiB(properties.getOrDefault(VRAM, DEFAULT_VRAM_MIB)) << 20;
        Path socket = socket(host, properties.getOrDefault(SOCKET, "display.sock"));
        MemoryRegion rom = rom(id, properties.get(ROM));
        try {
            return new Vga(id, host, vram, rom, socket);
        } catch (RuntimeException e) {
            if (rom != null) {
                rom.close();
            }
            throw e;
        }
    }

    private static int vramMiB(Object value) {
        if (!(value instanceof Number number)
                || number.doubleValue() != number.intValue()
                || number.intValue() < 1
                || number.intValue() > MAX_VRAM_MIB
                || Integer.bitCount(number.intValue()) != 1) {
            throw new IllegalArgumentException("The display adapter's vramMiB is " + value
                    + ", but must be a power of two from 1 to " + MAX_VRAM_MIB + ".");
        }
        return number.intValue();
    }

    private static @Nullable Path socket(DeviceHost host, Object value) {
        if (!(value instanceof String name) || name.contains("/") || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "The display adapter's socket is " + value + ", but must be a file name without a directory.");
        }
        return name.isEmpty() ? null : host.runtimeDirectory().resolve(name);
    }

    private static @Nullable MemoryRegion rom(String id, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String file)) {
            throw new IllegalArgumentException("The display adapter's romFile is " + value + ", but must be a path.");
        }
        byte[] image;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            image = in.readNBytes(MAX_ROM_BYTES + 1);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "The video BIOS " + file + " cannot be read; install the package seabios.", e);
        }
        if (image.length == 0 || image.length > MAX_ROM_BYTES) {
            throw new IllegalArgumentException("The video BIOS " + file + " must have 1 to " + MAX_ROM_BYTES
                    + " bytes; install the package seabios.");
        }
        long size = Math.max(MIN_ROM_BYTES, Long.highestOneBit(image.length * 2L - 1));
        MemoryRegion region = MemoryRegion.anonymous(id + " rom", size);
        MemorySegment.copy(MemorySegment.ofArray(image), 0, region.segment(), 0, image.length);
        return region;
    }
}
