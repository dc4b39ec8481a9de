package org.vitrine.engine.ata;

/**
 * The registers of an ATA device that it shows when a command has ended (ATA8-ACS, clause 4 and 5).
 * Confined to the thread that executes the command.
 */
final class TaskFile {
    /** Status: the device is busy. */
    static final int BUSY = 0x80;
    /** Status: the device is ready. */
    static final int READY = 0x40;
    /** Status: once "seek complete", still expected by many. */
    static final int SEEK_COMPLETE = 0x10;
    /** Status: the device wants to transfer data. */
    static final int DATA_REQUEST = 0x08;
    /** Status: the command failed; for PACKET, CHECK CONDITION. */
    static final int FAILED = 0x01;
    /** Error: the command was aborted. */
    static final int ABORTED = 0x04;
    /** Error: the address is not on the medium. */
    static final int ID_NOT_FOUND = 0x10;
    /** Error: the data cannot be read. */
    static final int UNCORRECTABLE = 0x40;
    /** Error after a reset: the device passed its diagnostics. */
    static final int DIAGNOSTICS_PASSED = 0x01;

    int status;
    int error;
    int count;
    /** 48 bits. */
    long lba;
    /** The device register. */
    int device;

    /** The command succeeded. */
    void succeed() {
        status = READY | SEEK_COMPLETE;
        error = 0;
    }

    /** The command is not known or has a bad argument. */
    void abort() {
        fail(ABORTED);
    }

    /** The command failed. @param errorBits of the error register */
    void fail(int errorBits) {
        status = READY | SEEK_COMPLETE | FAILED;
        error = errorBits;
    }

    boolean failed() {
        return (status & FAILED) != 0;
    }

    /** What a disk shows after a reset (ATA8-ACS, table "device signatures"). */
    void diskSignature() {
        succeed();
        error = DIAGNOSTICS_PASSED;
        count = 1;
        lba = 1;
        device = 0;
    }

    /** What a packet device shows after a reset (ATA8-ACS, table "device signatures"); READY stays clear. */
    void packetSignature() {
        status = 0;
        error = DIAGNOSTICS_PASSED;
        count = 1;
        lba = 0xeb1401;
        device = 0;
    }

    /** PxSIG: the LBA's low 24 bits and the count (AHCI 1.3.1, 3.3.9). */
    int signature() {
        return (int) (lba << 8) | (count & 0xff);
    }
}
