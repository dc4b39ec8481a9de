package org.vitrine.engine.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** What tests of shared networks do at the host's own end of them. */
public final class HostSide {
    public static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private HostSide() {}

    public static byte[] text(String words) {
        return words.getBytes(StandardCharsets.US_ASCII);
    }

    /** A TCP port of the loopback interface that nobody listened on a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    /** Asks a guest through a forward to its port 80. @return what it heard and what was heard of it, "asked and answered"; or what went wrong */
    public static String ask(TestGuest guest, InetAddress address, int port) throws Exception {
        CompletableFuture<String> client = CompletableFuture.supplyAsync(() -> {
            try (Socket socket = new Socket(address, port)) {
                socket.getOutputStream().write(text("asked"));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                return e.toString();
            }
        });
        byte[] request = guest.serve(80, text(" and answered"));
        return new String(request, StandardCharsets.US_ASCII) + client.get();
    }
}
