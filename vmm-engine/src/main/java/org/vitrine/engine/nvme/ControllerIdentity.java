package org.vitrine.engine.nvme;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Identify Controller (NVM Express 1.4, 5.15.2.2). */
final class ControllerIdentity {
    /** VS: version 1.4 of the specification. */
    static final int VERSION = 0x0001_0400;
    /** The firmware's, which is ours. */
    static final String FIRMWARE = "1.0";

    private static final String MODEL = "Vitrine NVMe disk";
    private static final int BYTES = 4096;
    /** Log2 of {@link DataPointer#MOST_BYTES} in pages. */
    private static final int MOST_PAGES_LOG2 = 8;

    private static final int IO_CONTROLLER = 1;
    /** OAES: an event when a namespace has changed, and the bit of the feature that wants it. */
    static final int NAMESPACE_NOTICES = 1 << 8;
    /** OACS: Doorbell Buffer Config. */
    private static final int DOORBELL_BUFFER = 1 << 8;
    /** FRMW: one slot, read-only. */
    private static final int FIRMWARE_SLOT = 0x03;
    /** LPA: commands supported and effects, offsets into log pages. */
    private static final int LOG_PAGES = 0x06;

    private static final int CRITICAL_TEMPERATURE = 373;
    private static final int ENTRY_SIZES_SUBMISSION =
            Configuration.SUBMISSION_ENTRY_SIZE << 4 | Configuration.SUBMISSION_ENTRY_SIZE;
    private static final int ENTRY_SIZES_COMPLETION =
            Configuration.COMPLETION_ENTRY_SIZE << 4 | Configuration.COMPLETION_ENTRY_SIZE;
    /** ONCS: Write Zeroes, selectable features. */
    private static final int COMMANDS = 1 << 3 | 1 << 4;
    /** ONCS: Dataset Management. */
    private static final int DATASET_MANAGEMENT = 1 << 2;
    /** VWC: a flush may name all namespaces. */
    private static final int FLUSH_ALL = 3 << 1;
    /** Power state 0: at most 25 W, in hundredths. */
    private static final int POWER = 2500;

    private ControllerIdentity() {}

    /**
     * The data structure.
     *
     * @param serial up to 20 ASCII characters, unique in the world as real ones are
     * @param writeCache whether there is one
     * @param deallocates whether blocks can be given back
     */
    static byte[] of(int vendor, int subsystemVendor, String serial, boolean writeCache, boolean deallocates) {
        ByteBuffer data = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort(0, (short) vendor);
        data.putShort(2, (short) subsystemVendor);
        text(data, 4, 20, serial);
        text(data, 24, 40, MODEL);
        text(data, 64, 8, FIRMWARE);
        // Six commands at once go well.
        data.put(72, (byte) 6);
        // The OUI 52-54-00, locally administered, which KVM's virtual hardware uses.
        data.put(74, (byte) 0x54).put(75, (byte) 0x52);
        data.put(77, (byte) MOST_PAGES_LOG2);
        data.putInt(80, VERSION);
        data.putInt(92, NAMESPACE_NOTICES);
        data.put(111, (byte) IO_CONTROLLER);
        data.putShort(256, (short) DOORBELL_BUFFER);
        // Four aborts and asynchronous event requests at once.
        data.put(258, (byte) 3);
        data.put(259, (byte) (AsyncEvents.MOST_REQUESTS - 1));
        data.put(260, (byte) FIRMWARE_SLOT);
        data.put(261, (byte) LOG_PAGES);
        data.put(262, (byte) (ErrorLog.ENTRIES - 1));
        data.putShort(266, (short) Feature.WARNING_TEMPERATURE);
        data.putShort(268, (short) CRITICAL_TEMPERATURE);
        data.put(512, (byte) ENTRY_SIZES_SUBMISSION);
        data.put(513, (byte) ENTRY_SIZES_COMPLETION);
        data.putInt(516, Namespace.ID);
        data.putShort(520, (short) (COMMANDS | (deallocates ? DATASET_MANAGEMENT : 0)));
        data.put(525, (byte) (FLUSH_ALL | (writeCache ? 1 : 0)));
        String name = "nqn.2014-08.org.nvmexpress:uuid:" + UUID.nameUUIDFromBytes(serial.getBytes(UTF_8));
        data.put(768, name.getBytes(US_ASCII));
        data.putShort(2048, (short) POWER);
        return data.array();
    }

    /** Padded with spaces; what is not printable ASCII becomes a space. */
    static void text(ByteBuffer data, int at, int length, String text) {
        for (int i = 0; i < length; i++) {
            char character = i < text.length() ? text.charAt(i) : ' ';
            data.put(at + i, (byte) (character > ' ' && character < 0x7f ? character : ' '));
        }
    }
}
