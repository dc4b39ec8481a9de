package org.vitrine.engine.machine;

import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.kvm.KvmVm;

/**
 * The interrupt lines of the board. Pins that share a line are OR-ed here, under a leaf lock per line, since two racing
 * KVM_IRQ_LINE calls would leave the line stuck.
 */
final class GsiLines {
    /** Where the combined level goes. */
    @FunctionalInterface
    interface Controller {
        void setIrqLine(int gsi, boolean level);
    }

    private final Line[] lines = new Line[KvmVm.GSI_COUNT];

    GsiLines(Controller controller) {
        for (int gsi = 0; gsi < lines.length; gsi++) {
            lines[gsi] = new Line(controller, gsi);
        }
    }

    /**
     * A new pin on a line.
     *
     * @throws IllegalArgumentException if the board has no such line
     */
    InterruptPin pin(int gsi) {
        if (gsi < 0 || gsi >= lines.length) {
            throw new IllegalArgumentException("There is no interrupt line " + gsi + ".");
        }
        return new Pin(lines[gsi]);
    }

    private static final class Line {
        private final Controller controller;
        private final int gsi;
        private final ReentrantLock lock = new ReentrantLock();
        private int asserted;

        Line(Controller controller, int gsi) {
            this.controller = controller;
            this.gsi = gsi;
        }
    }

    private static final class Pin implements InterruptPin {
        private final Line line;
        private boolean level;

        Pin(Line line) {
            this.line = line;
        }

        @Override
        public void set(boolean asserted) {
            line.lock.lock();
            try {
                if (asserted == level) {
                    return;
                }
                level = asserted;
                line.asserted += asserted ? 1 : -1;
                if (line.asserted == (asserted ? 1 : 0)) {
                    line.controller.setIrqLine(line.gsi, asserted);
                }
            } finally {
                line.lock.unlock();
            }
        }
    }
}
