package org.vitrine.engine.machine;

/** The keyboard and mouse of a machine. Any thread. */
interface InputDevices {
    void key(String qcode, boolean down) throws MachineException;

    void movePointer(int dx, int dy, int wheel);

    void button(String button, boolean down) throws MachineException;
}
