package org.vitrine.engine.machine;

import java.util.List;
import java.util.UUID;
import org.vitrine.engine.device.Frame;

/** A machine as the control server sees it. Any thread; calls return when what they ask for has happened. */
public interface MachineControl {
    String name();

    UUID uuid();

    RunState state();

    /** Stops all vCPUs and devices; nothing happens if it is not running. */
    void pause();

    /** Lets a paused machine run on. */
    void resume();

    void reset(Cause cause);

    /** Presses the power button; what the guest makes of it is its affair. */
    void pressPowerButton();

    /** Ends the machine at once, as pulling the plug does. */
    void quit(Cause cause);

    /** @param id of the vCPU, its local APIC id @param threadId of the host's kernel */
    record CpuInfo(int id, int threadId) {}

    List<CpuInfo> cpus();

    /** @param qcode a name of QMP's QKeyCode; @throws MachineException if no key of the keyboard has it */
    void key(String qcode, boolean down) throws MachineException;

    /** Moves the mouse: counts to the right, down, and of the wheel away from the user. */
    void movePointer(int dx, int dy, int wheel);

    /** @param button a name of QMP's InputButton; @throws MachineException if the mouse lacks it */
    void button(String button, boolean down) throws MachineException;

    /** What the screen shows. @throws MachineException if the machine has no display */
    Frame capture() throws MachineException;

    StorageControl storage();

    NetworkControl networks();

    ConfigControl configuration();

    SnapshotControl snapshots();

    void addListener(MachineListener listener);
}
