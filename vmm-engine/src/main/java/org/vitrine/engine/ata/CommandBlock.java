package org.vitrine.engine.ata;

import java.nio.ByteBuffer;

/** Big-endian fields of a command descriptor block (SPC-4, 4.3), at least 12 bytes long. */
record CommandBlock(ByteBuffer bytes) {
    static CommandBlock of(byte[] packet) {
        return new CommandBlock(ByteBuffer.wrap(packet));
    }

    int u8(int offset) {
        return bytes.get(offset) & 0xff;
    }

    int u16(int offset) {
        return bytes.getShort(offset) & 0xffff;
    }

    int u24(int offset) {
        return u8(offset) << 16 | u16(offset + 1);
    }

    long u32(int offset) {
        return bytes.getInt(offset) & 0xffff_ffffL;
    }
}
