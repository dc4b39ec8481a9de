package org.vitrine.engine.net.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Offload;
import org.vitrine.engine.net.PortForwarding;
import org.vitrine.engine.net.ReceiveOffload;

/** A network shared with the host, which a program carries ({@link ProcessBackend}), and its port forwards. */
public abstract class SharedNetwork implements NetBackend, PortForwarding {
    /** Those that there are, also when the program starts anew. */
    protected final List<PortForward> forwards;

    protected final ProcessBackend process;

    /** Starts the program. @param program made for the forwards that are to be there from its start on */
    protected SharedNetwork(List<PortForward> forwards, Function<Supplier<List<PortForward>>, NetworkProgram> program) {
        this.forwards = new CopyOnWriteArrayList<>(forwards);
        this.process = new ProcessBackend(program.apply(this::forwards));
    }

    @Override
    public final void start(Listener listener) {
        process.start(listener);
    }

    @Override
    public final void ensureWorks() throws NetException {
        process.ensureWorks();
    }

    @Override
    public final boolean hasRoom() {
        return process.hasRoom();
    }

    @Override
    public final void send(FrameBuffer frame) {
        process.send(frame);
    }

    @Override
    public final void flush() {
        process.flush();
    }

    @Override
    public final Offload takes() {
        return process.takes();
    }

    @Override
    public final void receives(ReceiveOffload offload) {
        process.receives(offload);
    }

    @Override
    public final boolean receive(FrameBuffer into) {
        return process.receive(into);
    }

    @Override
    public final List<PortForward> forwards() {
        return List.copyOf(forwards);
    }

    @Override
    public final void close() {
        process.close();
    }
}
