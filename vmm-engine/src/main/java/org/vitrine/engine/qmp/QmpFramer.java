package org.vitrine.engine.qmp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a byte stream into QMP messages: JSON values back to back, with or without white space between them (QMP
 * specification, 2.1 and 2.3). It finds a value's end by quotes and brackets alone and leaves the grammar to the parser.
 *
 * <p>At most {@link #limit} bytes are ever held: of a longer value the rest is skipped unread up to its end. A control
 * character or a byte that UTF-8 does not have (clients send 0xFF to resynchronise) ends what is underway as garbage. A
 * single thread uses it.
 */
public final class QmpFramer {
    /** Longest message of either side, in bytes. */
    public static final int DEFAULT_LIMIT = 1 << 20;

    private static final int INITIAL = 4096;
    /** A buffer that one large message has grown beyond this is not kept. */
    private static final int KEEP = 64 << 10;

    /** What the stream holds, in its order. */
    public interface Sink {
        /** One value, not parsed yet; the array is reused after the call. */
        void message(byte[] bytes, int offset, int length);

        /** Something that cannot be a message was skipped. @param reason a sentence without its full stop */
        void garbage(String reason);
    }

    private final int limit;
    private final Sink sink;
    private byte[] buffer = new byte[INITIAL];
    private int length;
    private int depth;
    private byte quote;
    private boolean escaped;
    private boolean scalar;
    private boolean skipping;

    public QmpFramer(int limit, Sink sink) {
        this.limit = limit;
        this.sink = sink;
    }

    /** Longest value that is passed on, in bytes. */
    public int limit() {
        return limit;
    }

    /** Bytes of memory that are held for what is underway. */
    int held() {
        return buffer.length;
    }

    /** Takes all remaining bytes of the buffer. */
    public void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            accept(bytes.get());
        }
    }

    private void accept(byte b) {
        if (isForeign(b)) {
            if (underway()) {
                drop("JSON parse error, a string or value is broken off by byte 0x%02x".formatted(b & 0xff));
            } else if (b != (byte) 0xff) {
                sink.garbage("JSON parse error, byte 0x%02x is not JSON".formatted(b & 0xff));
            }
            return;
        }
        if (quote != 0) {
            inString(b);
            return;
        }
        switch (b) {
            case ' ', '\t', '\r', '\n' -> {
                if (scalar) {
                    finish();
                } else if (depth > 0) {
                    append(b);
                }
            }
            case '"', '\'' -> {
                endScalarBefore();
                quote = b;
                append(b);
            }
            case '{', '[' -> {
                endScalarBefore();
                depth++;
                append(b);
            }
            case '}', ']' -> {
                endScalarBefore();
                append(b);
                if (--depth <= 0) {
                    finish();
                }
            }
            default -> {
                scalar |= depth == 0;
                append(b);
            }
        }
    }

    private void inString(byte b) {
        append(b);
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == quote) {
            quote = 0;
            if (depth == 0) {
                finish();
            }
        }
    }

    /** Control characters outside white space, any in a string, and the bytes that no UTF-8 text has. */
    private boolean isForeign(byte b) {
        int value = b & 0xff;
        boolean whiteSpace = value == ' ' || value == '\t' || value == '\r' || value == '\n';
        return value >= 0xf8 || (value < 0x20 && (quote != 0 || !whiteSpace));
    }

    private boolean underway() {
        return length > 0 || depth > 0 || quote != 0 || skipping;
    }

    private void endScalarBefore() {
        if (scalar) {
            finish();
        }
    }

    private void append(byte b) {
        if (skipping) {
            return;
        }
        if (length == limit) {
            skipping = true;
            buffer = new byte[INITIAL];
            sink.garbage("The message is longer than the %d bytes that are allowed".formatted(limit));
            return;
        }
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(limit, buffer.length * 2));
        }
        buffer[length++] = b;
    }

    private void finish() {
        byte[] bytes = buffer;
        int count = length;
        boolean whole = !skipping;
        restart();
        if (whole) {
            sink.message(bytes, 0, count);
        }
    }

    private void drop(String reason) {
        boolean known = skipping;
        restart();
        if (!known) {
            sink.garbage(reason);
        }
    }

    private void restart() {
        length = 0;
        depth = 0;
        quote = 0;
        escaped = false;
        scalar = false;
        skipping = false;
        if (buffer.length > KEEP) {
            buffer = new byte[INITIAL];
        }
    }
}
