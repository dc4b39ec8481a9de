package org.vitrine.engine.image.chain;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.foreign.Vdi;
import org.vitrine.engine.image.foreign.Vhd;
import org.vitrine.engine.image.foreign.Vhdx;
import org.vitrine.engine.image.foreign.Vmdk;

/** The formats of disk images, by the names that QEMU gives them. */
public enum ImageFormat {
    RAW("raw"),
    QCOW2("qcow2"),
    /** VirtualBox's; only read. */
    VDI("vdi"),
    /** Microsoft's older one; only read. */
    VHD("vpc"),
    /** Microsoft's newer one; only read. */
    VHDX("vhdx"),
    /** VMware's; only read. */
    VMDK("vmdk");

    static final int SECTOR = 512;
    private static final byte[] QCOW2_MAGIC = {'Q', 'F', 'I', (byte) 0xfb};

    private final String id;

    ImageFormat(String id) {
        this.id = id;
    }

    /** Its name on the command line and in other images. */
    public String id() {
        return id;
    }

    /** The format of this name. */
    public static Optional<ImageFormat> of(String id) {
        for (ImageFormat format : values()) {
            if (format.id.equals(id)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** What a file looks like; raw if like nothing else. A guest that owns a raw disk can make it look like anything. */
    public static ImageFormat guess(BlockNode file) throws IOException {
        byte[] start = new byte[SECTOR];
        file.read(0, Buffers.of(start));
        return guess(start);
    }

    /** @param start a file's first {@value #SECTOR} bytes */
    static ImageFormat guess(byte[] start) {
        if (Arrays.equals(start, 0, QCOW2_MAGIC.length, QCOW2_MAGIC, 0, QCOW2_MAGIC.length)) {
            return QCOW2;
        }
        if (Vdi.matches(start)) {
            return VDI;
        }
        if (Vhdx.matches(start)) {
            return VHDX;
        }
        if (Vmdk.matches(start)) {
            return VMDK;
        }
        return Vhd.matches(start) ? VHD : RAW;
    }

    /** Whether images of this format can be made and changed here. */
    public boolean isWritable() {
        return this == RAW || this == QCOW2;
    }
}
