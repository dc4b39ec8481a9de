package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;

/**
 * Images that clients opened by name (QAPI's {@code blockdev-add}), for disks to be plugged in; a disk that is unplugged leaves its own open again. Any thread.
 */
final class BlockNodes implements AutoCloseable {
    private static final int MOST = 64;
    /** As QEMU has them. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,30}");

    /** An image that is open, and locked. */
    record Node(
            String name,
            Path file,
            ImageFormat format,
            CacheMode cache,
            boolean readOnly,
            MachineConfig.Disk.Discard discard,
            BlockNode image) {}

    /** @param user the device that has it, or null */
    private record Entry(Node node, @Nullable String user) {}

    private final Map<String, Entry> nodes = new LinkedHashMap<>();

    /** Opens an image. @throws MachineException if that is not possible, or the name is taken; in QEMU's words where it has them */
    synchronized void add(StorageControl.NodeRequest request) throws MachineException {
        String name = request.name();
        if (!NAME.matcher(name).matches()) {
            throw new MachineException("Invalid node-name: '%s'"
                    .formatted(name.length() > 31 ? name.substring(0, 31) + "…" : name.replaceAll("\\p{Cntrl}", "?")));
        }
        if (nodes.containsKey(name)) {
            throw new MachineException("Duplicate nodes with node-name='%s'".formatted(name));
        }
        if (nodes.size() >= MOST) {
            throw new MachineException("There are %d block nodes already; delete some.".formatted(MOST));
        }
        ImageFormat format = ImageFormat.of(request.format())
                .orElseThrow(() -> new MachineException(
                        "Parameter 'driver' does not accept value '%s'".formatted(request.format())));
        try {
            BlockNode image = Images.open(request.file(), request.readOnly(), Optional.of(format), request.cache());
            Node node = new Node(
                    name, request.file(), format, request.cache(), request.readOnly(), request.discard(), image);
            nodes.put(name, new Entry(node, null));
        } catch (ImageException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Closes an image. @throws MachineException if a device has it */
    synchronized void remove(String name) throws MachineException {
        Entry entry = nodes.get(name);
        if (entry == null) {
            throw new MachineException("Failed to find node with node-name='%s'".formatted(name));
        }
        if (entry.user != null) {
            throw new MachineException("Node %s is in use".formatted(name));
        }
        nodes.remove(name);
        close(entry.node);
    }

    /** Gives a device an image. */
    synchronized Node take(String name, String driver, String user) throws MachineException {
        Entry entry = nodes.get(name);
        if (entry == null) {
            throw new MachineException("Property '%s.drive' can't find value '%s'".formatted(driver, name));
        }
        if (entry.user != null) {
            throw new MachineException("Node %s is in use by the device '%s'".formatted(name, entry.user));
        }
        nodes.put(name, new Entry(entry.node, user));
        return entry.node;
    }

    /** A device has left its image, perhaps another by now than it took. */
    synchronized void giveBack(Node node) {
        nodes.put(node.name(), new Entry(node, null));
    }

    /** A device has left the image that it took. */
    synchronized void giveBackOf(String user) {
        nodes.replaceAll((name, entry) -> user.equals(entry.user) ? new Entry(entry.node, null) : entry);
    }

    private static void close(Node node) {
        try {
            node.image().close();
        } catch (IOException e) {
            System.getLogger(BlockNodes.class.getName())
                    .log(Level.ERROR, "The image {0} could not be closed: {1}", node.file(), e.getMessage());
        }
    }

    /** Closes those that no device has. */
    @Override
    public synchronized void close() {
        for (Entry entry : nodes.values()) {
            if (entry.user == null) {
                close(entry.node);
            }
        }
        nodes.clear();
    }
}
