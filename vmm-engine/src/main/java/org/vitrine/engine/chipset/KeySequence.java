package org.vitrine.engine.chipset;

/**
 * What a keyboard sends when a key goes down or up, in scan code set 1 or 2 (Microsoft, Keyboard Scan Code Specification
 * 1.3a). Holds one sequence at a time; its owner locks.
 */
final class KeySequence {
    private static final int LONGEST = 8;
    private static final int PRINT = 0xe07c;
    private static final int PRINT_SHIFT = 0xe012;
    private static final int SYSRQ = 0x84;
    private static final int BREAK = 0xe07e;

    private final byte[] sequence = new byte[LONGEST];
    private final ScanCodes toSet1 = new ScanCodes();
    private int length;
    private int scanSet = 2;

    int scanSet() {
        return scanSet;
    }

    /** @param set 1 or 2 */
    void setScanSet(int set) {
        scanSet = set;
    }

    /** Bytes in the sequence. */
    int length() {
        return length;
    }

    void sendTo(ByteQueue queue) {
        for (int i = 0; i < length; i++) {
            queue.add(sequence[i] & 0xff);
        }
    }

    /**
     * Makes the sequence of a key that goes down.
     *
     * @param print how print screen goes down
     * @param control whether a control key is held
     */
    void make(Key key, PrintForm print, boolean control) {
        length = 0;
        if (key.code() == Key.PRINT_SCREEN) {
            switch (print) {
                case PLAIN -> {
                    append(PRINT_SHIFT, false);
                    append(PRINT, false);
                }
                case SHIFTED -> append(PRINT, false);
                case SYSRQ -> append(SYSRQ, false);
                case UP -> {}
            }
        } else if (key.code() != Key.PAUSE_BREAK) {
            append(key.code(), false);
        } else if (control) {
            append(BREAK, false);
            append(BREAK, true);
        } else {
            appendPause();
        }
    }

    /**
     * Makes the sequence of a key that goes up; empty for one that has none.
     *
     * @param print how print screen went down
     */
    void release(Key key, PrintForm print) {
        length = 0;
        if (!key.breaks()) {
            return;
        }
        if (key.code() != Key.PRINT_SCREEN) {
            append(key.code(), true);
            return;
        }
        switch (print) {
            case PLAIN -> {
                append(PRINT, true);
                append(PRINT_SHIFT, true);
            }
            case SHIFTED -> append(PRINT, true);
            case SYSRQ -> append(SYSRQ, true);
            case UP -> {}
        }
    }

    /** The only key with a prefix of its own: it looks like control and num lock. */
    private void appendPause() {
        append(0xe114, false);
        append(0x77, false);
        append(0xe114, true);
        append(0x77, true);
    }

    private void append(int code, boolean breaking) {
        if (code >> 8 != 0) {
            append(code >> 8);
        }
        if (breaking) {
            append(ScanCodes.BREAK);
        }
        append(code & 0xff);
    }

    private void append(int value) {
        int sent = scanSet == 1 ? toSet1.feed(value) : value;
        if (sent != ScanCodes.NOTHING) {
            sequence[length++] = (byte) sent;
        }
    }
}
