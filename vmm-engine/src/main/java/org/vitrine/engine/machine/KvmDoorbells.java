package org.vitrine.engine.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.vitrine.engine.device.Doorbells;
import org.vitrine.engine.kvm.KvmVm;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.linux.LinuxException;

/** Doorbells that KVM answers itself (KVM_IOEVENTFD). */
record KvmDoorbells(KvmVm vm) implements Doorbells {
    private static final Logger LOG = System.getLogger(KvmDoorbells.class.getName());

    @Override
    public Doorbell at(long address, EventFd event) {
        try {
            vm.setDoorbell(address, event, true);
        } catch (LinuxException e) {
            // The guest chooses the address, and the kernel bounds how many there are: the registers answer then.
            LOG.log(Level.DEBUG, "No doorbell at 0x{0}: {1}", Long.toHexString(address), e.getMessage());
            return () -> {};
        }
        return () -> vm.setDoorbell(address, event, false);
    }
}
