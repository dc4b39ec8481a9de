package org.vitrine.engine.net;

/**
 * What the frames may ask for that an interface receives (VIRTIO 1.2, 5.1.6.4).
 *
 * @param checksums of TCP and UDP may be missing
 * @param tcp4 several segments of TCP by IPv4 may be one packet
 * @param tcp6 the same by IPv6
 * @param ecn those may say ECN
 */
public record ReceiveOffload(boolean checksums, boolean tcp4, boolean tcp6, boolean ecn) {
    /** Frames are finished. */
    public static final ReceiveOffload NONE = new ReceiveOffload(false, false, false, false);

    /** Whether a frame asks for no more. */
    public boolean covers(FrameBuffer frame) {
        if ((frame.flags() & FrameBuffer.NEEDS_CHECKSUM) != 0 && !checksums) {
            return false;
        }
        int type = frame.gsoType();
        return switch (type & ~FrameBuffer.GSO_ECN) {
            case FrameBuffer.GSO_NONE -> true;
            case FrameBuffer.GSO_TCP4 -> tcp4 && (ecn || type == FrameBuffer.GSO_TCP4);
            case FrameBuffer.GSO_TCP6 -> tcp6 && (ecn || type == FrameBuffer.GSO_TCP6);
            default -> false;
        };
    }
}
