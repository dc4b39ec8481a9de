package org.vitrine.engine.net;

/** A cable that leads nowhere: what is sent is lost, and nothing comes. */
public final class Unconnected implements NetBackend {
    @Override
    public void start(Listener listener) {}

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void send(FrameBuffer frame) {}

    @Override
    public boolean receive(FrameBuffer into) {
        return false;
    }

    @Override
    public void close() {}
}
