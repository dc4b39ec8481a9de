package org.vitrine.engine.net;

import java.util.List;
import org.vitrine.engine.config.PortForward;

/** A back end whose port forwards come and go while it works. Any thread; calls return when it is done. */
public interface PortForwarding {
    /** @throws NetException if the port is taken, or not for this user */
    void add(PortForward forward) throws NetException;

    /** @return false if there is none like it @throws NetException if it cannot be said whether it listens no longer */
    boolean remove(PortForward forward) throws NetException;

    List<PortForward> forwards();
}
