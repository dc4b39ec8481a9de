package org.vitrine.engine.net.slirp;

import java.io.IOException;
import java.util.List;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.net.ForwardedPorts;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.process.SharedNetwork;

/** A shared network by libslirp: the guest's connections become sockets of a process of its own ({@link SlirpProcess}), which is started in the background. */
public final class SlirpBackend extends SharedNetwork {
    private SlirpBackend(MacAddress mac, boolean isolated, List<PortForward> forwards) {
        super(forwards, present -> new SlirpProgram(mac, isolated, present));
    }

    /**
     * Makes a network with its forwards, which listen as soon as the process does.
     *
     * @param mac of the guest
     * @param isolated whether the guest reaches nothing by itself
     * @throws NetException if this host has no libslirp, or a port cannot be had
     */
    public static SlirpBackend open(MacAddress mac, boolean isolated, List<PortForward> forwards) throws NetException {
        SlirpLibrary.checkInstalled();
        for (PortForward forward : forwards) {
            ForwardedPorts.checkFree(forward);
        }
        return new SlirpBackend(mac, isolated, forwards);
    }

    /** Whether this host has the library. */
    public static boolean isInstalled() {
        return SlirpLibrary.isInstalled();
    }

    private SlirpProgram.Slirp running() throws NetException {
        process.ensureWorks();
        return (SlirpProgram.Slirp) process.running().orElseThrow(() -> new NetException("The network is closed."));
    }

    private int ask(SlirpProcess.Command command, PortForward forward) throws NetException {
        try {
            return running().ask(command, forward);
        } catch (IOException e) {
            throw new NetException(
                    "The port forward \"%s\" cannot be changed, as libslirp's process does not answer: %s."
                            .formatted(forward, e.getMessage()),
                    e);
        }
    }

    @Override
    public synchronized void add(PortForward forward) throws NetException {
        int errno = ask(SlirpProcess.Command.ADD, forward);
        if (errno != 0) {
            throw ForwardedPorts.refused(forward, Errno.of(errno));
        }
        forwards.add(forward);
    }

    @Override
    public synchronized boolean remove(PortForward forward) throws NetException {
        for (PortForward present : forwards) {
            if (present.clashes(forward)) {
                ask(SlirpProcess.Command.REMOVE, present);
                forwards.remove(present);
                return true;
            }
        }
        return false;
    }

    /** The process, if it runs. */
    ProcessHandle handle() throws NetException {
        return running().handle();
    }
}
