package org.vitrine.engine.net;

/** What is left to be done with a frame by whoever takes it (VIRTIO 1.2, 5.1.6.2). */
public enum Offload {
    /** Nothing. */
    NONE,
    /** It may be longer than the wire takes, as a packet of up to 64 KiB; all checksums are there. */
    SEGMENTS,
    /** Its header says what: checksums, and segments. */
    ALL
}
