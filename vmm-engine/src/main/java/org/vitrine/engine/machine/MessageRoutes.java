package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.MsiLine;
import org.vitrine.engine.device.MsiTarget;
import org.vitrine.engine.kvm.KvmVm;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.linux.LinuxException;

/**
 * Message-signalled interrupts: one by one (KVM_SIGNAL_MSI), or through an event descriptor that leads to a route in the kernel (KVM_IRQFD), behind the
 * routes of the board's lines.
 */
final class MessageRoutes implements MsiTarget {
    /** KVM_MAX_IRQ_ROUTES of Linux is 4096, and a GSI is below it. */
    private static final int MOST_GSIS = 4096;

    private final KvmVm vm;
    private final List<KvmVm.Route> lines;
    private final Map<Integer, KvmVm.Route> messages = new TreeMap<>();

    /** Sets the routes of the lines. */
    MessageRoutes(KvmVm vm, List<KvmVm.Route> lines) {
        this.vm = vm;
        this.lines = lines;
        vm.setRoutes(lines);
    }

    @Override
    public void send(long address, int data) {
        vm.signalMsi(address, data);
    }

    @Override
    public MsiLine line() {
        return new Line();
    }

    /** @return the GSI, or -1 if all are taken */
    private synchronized int add(long address, int data) {
        int gsi = KvmVm.GSI_COUNT;
        while (messages.containsKey(gsi)) {
            gsi++;
        }
        if (gsi >= MOST_GSIS - lines.size()) {
            return -1;
        }
        messages.put(gsi, new KvmVm.Route.Msi(gsi, address, data));
        apply();
        return gsi;
    }

    private synchronized void change(int gsi, long address, int data) {
        messages.put(gsi, new KvmVm.Route.Msi(gsi, address, data));
        apply();
    }

    private synchronized void remove(int gsi) {
        messages.remove(gsi);
        apply();
    }

    private void apply() {
        List<KvmVm.Route> all = new ArrayList<>(lines);
        all.addAll(messages.values());
        vm.setRoutes(all);
    }

    /** Routes its message when it is first sent, and anew when it is another. */
    private final class Line implements MsiLine {
        private @Nullable EventFd event;
        private int gsi = -1;
        private boolean unavailable;
        private boolean closed;
        private long address;
        private int data;

        @Override
        public synchronized void send(long newAddress, int newData) {
            if (closed) {
                return;
            }
            EventFd routed = event;
            if (routed != null && newAddress == address && newData == data) {
                routed.signal();
            } else if (!unavailable && route(newAddress, newData)) {
                signal();
            } else {
                vm.signalMsi(newAddress, newData);
            }
        }

        private void signal() {
            if (event != null) {
                event.signal();
            }
        }

        private boolean route(long newAddress, int newData) {
            try {
                if (event != null) {
                    change(gsi, newAddress, newData);
                } else {
                    gsi = add(newAddress, newData);
                    if (gsi < 0) {
                        unavailable = true;
                        return false;
                    }
                    EventFd made = EventFd.create();
                    try {
                        vm.setIrqEvent(gsi, made, true);
                    } catch (LinuxException e) {
                        made.close();
                        throw e;
                    }
                    event = made;
                }
            } catch (LinuxException e) {
                // The host has no descriptor or no room left, or the guest wrote a message that cannot be: it is sent
                // one by one.
                unavailable = true;
                release();
                return false;
            }
            address = newAddress;
            data = newData;
            return true;
        }

        private void release() {
            EventFd routed = event;
            if (routed != null) {
                vm.setIrqEvent(gsi, routed, false);
                routed.close();
                event = null;
            }
            if (gsi >= 0) {
                remove(gsi);
                gsi = -1;
            }
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                release();
            }
        }
    }
}
