package org.vitrine.engine.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds frames as a guest's driver does, checksums included. */
public final class Packets {
    public static final byte[] BROADCAST = octets("ff:ff:ff:ff:ff:ff");

    private Packets() {}

    public static byte[] octets(String mac) {
        return org.vitrine.engine.config.MacAddress.parse(mac).orElseThrow().octets();
    }

    public static byte[] ip(String address) {
        try {
            return java.net.InetAddress.getByName(address).getAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    /** The address that an interface gives itself in a network (RFC 4291, appendix A). */
    public static byte[] interfaceAddress(String prefix, byte[] mac) {
        byte[] address = ip(prefix);
        address[8] = (byte) (mac[0] ^ 2);
        address[9] = mac[1];
        address[10] = mac[2];
        address[11] = (byte) 0xff;
        address[12] = (byte) 0xfe;
        System.arraycopy(mac, 3, address, 13, 3);
        return address;
    }

    public static byte[] ethernet(byte[] to, byte[] from, int type, byte[] payload) {
        return ByteBuffer.allocate(14 + payload.length)
                .put(to)
                .put(from)
                .putShort((short) type)
                .put(payload)
                .array();
    }

    /** An IPv4 or IPv6 packet, by its addresses' length. */
    public static byte[] packet(byte[] from, byte[] to, int protocol, byte[] payload) {
        if (from.length == 16) {
            return ByteBuffer.allocate(40 + payload.length)
                    .putInt(0x6000_0000)
                    .putShort((short) payload.length)
                    .put((byte) protocol)
                    .put((byte) 255)
                    .put(from)
                    .put(to)
                    .put(payload)
                    .array();
        }
        ByteBuffer packet = ByteBuffer.allocate(20 + payload.length);
        packet.putShort((short) 0x4500)
                .putShort((short) (20 + payload.length))
                .putShort((short) 0x1234)
                .putShort((short) 0)
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .put(from)
                .put(to)
                .put(payload);
        packet.putShort(10, (short) sum(0, packet.array(), 0, 20));
        return packet.array();
    }

    public static byte[] udp(byte[] from, byte[] to, int fromPort, int toPort, byte[] data) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + data.length)
                .putShort((short) fromPort)
                .putShort((short) toPort)
                .putShort((short) (8 + data.length))
                .putShort((short) 0)
                .put(data);
        int sum = sum(pseudo(from, to, 17, datagram.capacity()), datagram.array(), 0, datagram.capacity());
        return datagram.putShort(6, (short) (sum == 0 ? 0xffff : sum)).array();
    }

    /** @param flags FIN 1, SYN 2, RST 4, PSH 8, ACK 16 */
    public static byte[] tcp(
            byte[] from, byte[] to, int fromPort, int toPort, int sequence, int acknowledged, int flags, byte[] data) {
        return tcp(from, to, fromPort, toPort, sequence, acknowledged, flags, new byte[0], data);
    }

    /** @param options a multiple of four bytes */
    public static byte[] tcp(
            byte[] from,
            byte[] to,
            int fromPort,
            int toPort,
            int sequence,
            int acknowledged,
            int flags,
            byte[] options,
            byte[] data) {
        ByteBuffer segment = ByteBuffer.allocate(20 + options.length + data.length)
                .putShort((short) fromPort)
                .putShort((short) toPort)
                .putInt(sequence)
                .putInt(acknowledged)
                .put((byte) (5 + options.length / 4 << 4))
                .put((byte) flags)
                .putShort((short) 0x7fff)
                .putInt(0)
                .put(options)
                .put(data);
        int sum = sum(pseudo(from, to, 6, segment.capacity()), segment.array(), 0, segment.capacity());
        return segment.putShort(16, (short) sum).array();
    }

    public static long pseudo(byte[] from, byte[] to, int protocol, int length) {
        return words(from, 0, from.length) + words(to, 0, to.length) + protocol + length;
    }

    private static long words(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += (long) (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    /** The complement of the folded sum. */
    public static int sum(long begin, byte[] bytes, int from, int length) {
        long sum = begin + words(bytes, from, length);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) (~sum & 0xffff);
    }

    /** A client's message of DHCP (RFC 2131). @param type 1 DISCOVER, 3 REQUEST @param wanted an address, or null */
    public static byte[] dhcp(byte[] mac, int type, byte[] wanted) {
        ByteBuffer message = ByteBuffer.allocate(300);
        message.put(new byte[] {1, 1, 6, 0}).putInt(0xcafe_f00d);
        message.position(28);
        message.put(mac);
        message.position(236);
        message.putInt(0x6382_5363).put(new byte[] {53, 1, (byte) type});
        if (wanted != null) {
            message.put(new byte[] {50, 4}).put(wanted);
        }
        message.put((byte) 0xff);
        byte[] from = new byte[4];
        byte[] to = {-1, -1, -1, -1};
        byte[] datagram = udp(from, to, 68, 67, message.array());
        return ethernet(BROADCAST, mac, 0x0800, packet(from, to, 17, datagram));
    }

    /** An option of a DHCP answer in a frame, or null. */
    public static byte[] dhcpOption(byte[] frame, int wanted) {
        ByteBuffer options = ByteBuffer.wrap(frame);
        options.position(14 + 20 + 8 + 240);
        while (options.hasRemaining()) {
            int code = options.get() & 0xff;
            if (code == 0xff) {
                break;
            }
            if (code != 0) {
                byte[] value = new byte[options.get() & 0xff];
                options.get(value);
                if (code == wanted) {
                    return value;
                }
            }
        }
        return null;
    }

    /** A question for an address of the name (RFC 1035). */
    public static byte[] dnsQuestion(String name) {
        ByteBuffer question = ByteBuffer.allocate(12 + name.length() + 2 + 4);
        question.putShort((short) 0x4242).putShort((short) 0x0100).putShort((short) 1);
        question.position(12);
        for (String label : name.split("\\.")) {
            question.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return question.put((byte) 0).putShort((short) 1).putShort((short) 1).array();
    }

    /** A request for the hardware address of an IPv4 address (RFC 826). */
    public static byte[] arp(byte[] mac, byte[] own, byte[] wanted) {
        byte[] request = ByteBuffer.allocate(28)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1)
                .put(mac)
                .put(own)
                .put(new byte[6])
                .put(wanted)
                .array();
        return ethernet(BROADCAST, mac, 0x0806, request);
    }
}
