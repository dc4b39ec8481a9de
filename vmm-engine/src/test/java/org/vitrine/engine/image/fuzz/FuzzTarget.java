package org.vitrine.engine.image.fuzz;

import java.nio.file.Path;

/** What is done with arbitrary bytes, by name. */
enum FuzzTarget {
    VDI,
    VHD,
    VHDX,
    VMDK,
    VMDK_STREAM,
    VMDK_DESCRIPTOR,
    QCOW2,
    QCOW2_WRITES;

    /** Ready to be given one input after the other. */
    interface Prepared {
        /** An input that means no harm. */
        byte[] seed();

        /** @throws Exception if the product did anything but answer */
        void run(byte[] input) throws Exception;
    }

    /** @param scratch an empty folder */
    Prepared prepare(Path scratch) throws Exception {
        return switch (this) {
            case VDI -> OpenerTarget.vdi(scratch);
            case VHD -> OpenerTarget.vhd(scratch);
            case VHDX -> OpenerTarget.vhdx(scratch);
            case VMDK -> OpenerTarget.vmdk(scratch, "monolithicSparse");
            case VMDK_STREAM -> OpenerTarget.vmdk(scratch, "streamOptimized");
            case VMDK_DESCRIPTOR -> OpenerTarget.vmdkDescriptor();
            case QCOW2 -> OpenerTarget.qcow2();
            case QCOW2_WRITES -> new Qcow2WriteTarget();
        };
    }
}
