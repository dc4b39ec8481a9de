package org.vitrine.engine.control;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QKeyCode;

/**
 * Types key combinations with the pauses that a guest needs between them, one after the other, while the commands that
 * asked for them have long been answered.
 */
final class KeySequencer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(KeySequencer.class.getName());
    /** As many as QEMU lets wait. */
    private static final int MAX_WAITING = 1024;

    private record Chord(List<QKeyCode> keys, long holdMillis) {}

    private final MachineControl machine;
    private final BlockingQueue<Chord> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread typist;

    KeySequencer(MachineControl machine) {
        this.machine = machine;
        this.typist = Thread.ofVirtual().name("qmp-keys").start(this::type);
    }

    /**
     * Presses the keys one by one and releases them in reverse, with a pause after each step.
     *
     * @return false if too many wait already
     */
    boolean press(List<QKeyCode> keys, long holdMillis) {
        return waiting.offer(new Chord(List.copyOf(keys), holdMillis));
    }

    private void type() {
        try {
            while (true) {
                Chord chord = waiting.take();
                for (QKeyCode key : chord.keys()) {
                    send(key, true);
                    Thread.sleep(chord.holdMillis());
                }
                for (QKeyCode key : chord.keys().reversed()) {
                    send(key, false);
                    Thread.sleep(chord.holdMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(QKeyCode key, boolean down) {
        try {
            machine.key(key.wireName(), down);
        } catch (MachineException e) {
            LOG.log(Level.WARNING, "The key {0} was not sent: {1}", key.wireName(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The key " + key.wireName() + " was not sent", e);
        }
    }

    @Override
    public void close() {
        typist.interrupt();
    }
}
