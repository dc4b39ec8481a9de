package org.vitrine.engine.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** A process that gives up what it can, {@code files} or {@code calls}, and tells what it still can do in a directory. */
public final class Confined {
    private Confined() {}

    public static void main(String[] words) throws Exception {
        Path directory = Path.of(words[1]);
        // Once each before, so that no class has to be found afterwards.
        List<Callable<String>> tries = List.of(
                () -> "read " + Files.readString(directory.resolve("secret")),
                () -> "wrote " + Files.writeString(directory.resolve("new"), "x"),
                () -> {
                    Files.delete(directory.resolve("new"));
                    return "deleted";
                },
                () -> "ran " + new ProcessBuilder("/bin/true").start().waitFor(),
                () -> {
                    SocketChannel.open(StandardProtocolFamily.UNIX).close();
                    return "local socket";
                },
                () -> {
                    new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close();
                    return "listened";
                },
                () -> {
                    Thread thread = Thread.ofPlatform().start(() -> {});
                    thread.join();
                    return "thread";
                });
        tries.forEach(Confined::outcome);
        Runnable confined = () -> tries.forEach(attempt -> System.out.println(outcome(attempt)));
        if (words[0].equals("calls")) {
            Seccomp.keepToNetwork();
            confined.run();
        } else {
            Thread thread = Thread.ofPlatform().start(() -> {
                boolean restricted = Landlock.restrictThread(
                        List.of(Path.of("/usr"), Path.of("/lib"), Path.of("/lib64"), Path.of("/bin")),
                        List.of(Path.of("/dev/null")));
                System.out.println(restricted ? "restricted" : "no Landlock");
                confined.run();
            });
            thread.join();
        }
        Runtime.getRuntime().halt(0);
    }

    private static String outcome(Callable<String> attempt) {
        try {
            return attempt.call();
        } catch (IOException e) {
            return "refused";
        } catch (Exception e) {
            return e.toString();
        }
    }
}
