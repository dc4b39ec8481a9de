package org.vitrine.engine.net.internal;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.UnixSocket;
import org.vitrine.engine.net.FrameBuffer;

/**
 * Gives out addresses on an internal network (RFC 2131): 192.168.77.100 to .199, an hour each, and no router. An address goes to the machine that had it; when all are
 * given, the one that was asked for longest ago is given again.
 */
final class DhcpServer implements AutoCloseable {
    private static final byte[] OWN_MAC = {0x52, 0x54, 0, 0x77, 0, 1};
    private static final byte[] OWN_ADDRESS = {(byte) 192, (byte) 168, 77, 1};
    private static final byte[] MASK = {(byte) 255, (byte) 255, (byte) 255, 0};
    private static final int FIRST = 100;
    private static final int COUNT = 100;
    private static final int LEASE_SECONDS = 3600;

    private static final int DISCOVER = 1;
    private static final int OFFER = 2;
    private static final int REQUEST = 3;
    private static final int ACK = 5;
    private static final int NAK = 6;

    private static final int IP = 14;
    private static final int UDP = 34;
    private static final int MESSAGE = 42;
    private static final int CLIENT_MAC = MESSAGE + 28;
    private static final int OPTIONS = MESSAGE + 240;
    private static final int COOKIE = 0x6382_5363;
    private static final int ANSWER = OPTIONS + 64;

    private final UnixSocket port;
    /** Last octets by the MAC addresses of those who have them, the one that asked longest ago first. */
    private final Map<Long, Integer> leases = new LinkedHashMap<>(16, 0.75f, true);

    private volatile boolean closed;

    /** @param port at the switch; belongs to the server from now on */
    DhcpServer(UnixSocket port) {
        this.port = port;
        Thread.ofPlatform().name("dhcp").daemon().start(this::run);
    }

    private void run() {
        byte[] buffer = new byte[FrameBuffer.MAX_FRAME];
        List<Fd> descriptors = new ArrayList<>();
        try {
            for (int length = port.receive(buffer, descriptors);
                    length >= 0;
                    length = port.receive(buffer, descriptors)) {
                byte[] answer = answer(Arrays.copyOf(buffer, length));
                if (answer != null) {
                    port.send(answer);
                }
            }
        } catch (LinuxException e) {
            if (!closed) {
                System.getLogger(DhcpServer.class.getName())
                        .log(Level.WARNING, "An internal network gives out no more addresses: {0}", e.getMessage());
            }
        }
        port.close();
    }

    /** The answer to a frame; null if it is not for this server, or no sound question. */
    byte @Nullable [] answer(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        if (frame.length < OPTIONS
                || bytes.getShort(12) != 0x0800
                || frame[IP] != 0x45
                || frame[IP + 9] != 17
                || bytes.getShort(UDP + 2) != 67
                || frame[MESSAGE] != 1
                || bytes.getInt(OPTIONS - 4) != COOKIE) {
            return null;
        }
        byte[] kind = option(frame, 53);
        if (kind == null || kind.length != 1) {
            return null;
        }
        long mac = bytes.getLong(CLIENT_MAC) >>> 16;
        if (kind[0] == DISCOVER) {
            return reply(bytes, OFFER, lease(mac));
        }
        byte[] server = option(frame, 54);
        if (kind[0] != REQUEST || (server != null && !Arrays.equals(server, OWN_ADDRESS))) {
            return null;
        }
        byte[] wanted = option(frame, 50);
        byte[] asked = wanted == null ? Arrays.copyOfRange(frame, MESSAGE + 12, MESSAGE + 16) : wanted;
        int own = lease(mac);
        return reply(bytes, Arrays.equals(asked, address(own)) ? ACK : NAK, own);
    }

    private static byte[] address(int last) {
        byte[] address = OWN_ADDRESS.clone();
        address[3] = (byte) last;
        return address;
    }

    private synchronized int lease(long mac) {
        Integer present = leases.get(mac);
        if (present != null) {
            return present;
        }
        int last = FIRST + leases.size();
        if (leases.size() == COUNT) {
            Long eldest = leases.keySet().iterator().next();
            Integer given = leases.remove(eldest);
            last = given == null ? FIRST : given;
        }
        leases.put(mac, last);
        return last;
    }

    private static byte @Nullable [] option(byte[] frame, int wanted) {
        int at = OPTIONS;
        while (at + 1 < frame.length && (frame[at] & 0xff) != 0xff) {
            int code = frame[at] & 0xff;
            if (code == 0) {
                at++;
                continue;
            }
            int length = frame[at + 1] & 0xff;
            if (at + 2 + length > frame.length) {
                return null;
            }
            if (code == wanted) {
                return Arrays.copyOfRange(frame, at + 2, at + 2 + length);
            }
            at += 2 + length;
        }
        return null;
    }

    private static byte[] reply(ByteBuffer question, int kind, int last) {
        ByteBuffer answer = ByteBuffer.allocate(ANSWER);
        byte[] everybody = {-1, -1, -1, -1, -1, -1};
        answer.put(everybody).put(OWN_MAC).putShort((short) 0x0800);
        answer.putInt(0x4500_0000 | ANSWER - IP)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17)
                .putShort((short) 0);
        answer.put(OWN_ADDRESS).putInt(-1);
        answer.putShort(IP + 10, (short) headerSum(answer));
        // No checksum (RFC 768).
        answer.putShort((short) 67)
                .putShort((short) 68)
                .putShort((short) (ANSWER - UDP))
                .putShort((short) 0);
        answer.put(new byte[] {2, 1, 6, 0}).putInt(question.getInt(MESSAGE + 4));
        answer.putInt(0).putInt(0);
        answer.put(kind == NAK ? new byte[4] : address(last)).put(OWN_ADDRESS).putInt(0);
        answer.put(CLIENT_MAC, question.array(), CLIENT_MAC, 16);
        answer.position(OPTIONS - 4);
        answer.putInt(COOKIE).put(new byte[] {53, 1, (byte) kind});
        answer.put(new byte[] {54, 4}).put(OWN_ADDRESS);
        if (kind != NAK) {
            answer.put(new byte[] {51, 4})
                    .putInt(LEASE_SECONDS)
                    .put(new byte[] {1, 4})
                    .put(MASK);
        }
        answer.put((byte) 0xff);
        return answer.array();
    }

    private static int headerSum(ByteBuffer packet) {
        long sum = 0;
        for (int at = IP; at < UDP; at += 2) {
            sum += packet.getShort(at) & 0xffff;
        }
        return org.vitrine.engine.net.Checksum.of(sum);
    }

    @Override
    public void close() {
        closed = true;
        port.close();
    }
}
