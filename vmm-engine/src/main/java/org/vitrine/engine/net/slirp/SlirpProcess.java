package org.vitrine.engine.net.slirp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.Seccomp;
import org.vitrine.engine.linux.StreamSocket;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.process.FrameSocket;

/**
 * The process of one shared network: {@code SOCKET MAC ISOLATED}. It connects to the guest's socket, says {@link #READY}, and then answers what comes on standard input, line by line:
 * {@code add FORWARD} and {@code remove FORWARD}, with the number of an error or 0. It ends with its standard input. By then it can start no program, open no file for writing, and no
 * socket but those of IP.
 */
public final class SlirpProcess {
    static final String READY = "ready";

    /** What a line of standard input asks for. */
    enum Command {
        ADD,
        REMOVE;

        String line(PortForward forward) {
            return name().toLowerCase(Locale.ROOT) + " " + forward + "\n";
        }
    }

    private static final int ENOENT = 2;
    private static final int EINVAL = 22;

    private final SlirpNetwork network;
    private final PrintStream answers;

    private SlirpProcess(SlirpNetwork network, PrintStream answers) {
        this.network = network;
        this.answers = answers;
    }

    public static void main(String[] words) {
        PrintStream answers = takeOutput();
        try {
            SlirpLibrary.load();
            FrameSocket guest = new FrameSocket(StreamSocket.connect(Path.of(words[0])));
            SlirpNetwork network =
                    new SlirpNetwork(MacAddress.parse(words[1]).orElseThrow(), Boolean.parseBoolean(words[2]), guest);
            SlirpProcess process = new SlirpProcess(network, answers);
            network.run(() -> {
                Seccomp.keepToNetwork();
                Thread.ofPlatform().name("commands").daemon().start(process::takeCommands);
                answers.println(READY);
            });
        } catch (NetException | LinuxException e) {
            answers.println(e.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    /** Standard output, which is for answers alone from now on: a logger that writes there would be taken for one. */
    static PrintStream takeOutput() {
        PrintStream output = System.out;
        System.setOut(System.err);
        return new PrintStream(output, true, StandardCharsets.UTF_8);
    }

    /** At the end of its input the process ends, whatever the library does at that moment. */
    private void takeCommands() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String asked = line;
                network.submit(() -> answers.println(answer(asked)));
            }
        } catch (IOException e) {
            answers.println(e.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    private int answer(String line) {
        String[] words = line.split(" ", 2);
        PortForward forward = PortForward.parse(words[words.length - 1]).orElse(null);
        if (forward == null) {
            return EINVAL;
        }
        if (words[0].equalsIgnoreCase(Command.ADD.name())) {
            return network.add(forward);
        }
        return network.remove(forward) ? 0 : ENOENT;
    }
}
