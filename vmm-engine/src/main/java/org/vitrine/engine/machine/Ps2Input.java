package org.vitrine.engine.machine;

import org.vitrine.engine.chipset.I8042;
import org.vitrine.engine.chipset.Key;
import org.vitrine.engine.chipset.MouseButton;

/** Input by the keyboard and mouse behind the i8042. */
record Ps2Input(I8042 controller) implements InputDevices {
    @Override
    public void key(String qcode, boolean down) throws MachineException {
        Key key = Key.ofQcode(qcode)
                .orElseThrow(() -> new MachineException(
                        "The keyboard has no key \"" + qcode + "\". Use a name of QMP's QKeyCode."));
        controller.keyboard().key(key, down);
    }

    @Override
    public void movePointer(int dx, int dy, int wheel) {
        controller.mouse().move(dx, dy, wheel);
    }

    @Override
    public void button(String button, boolean down) throws MachineException {
        MouseButton pressed = MouseButton.ofName(button)
                .orElseThrow(() -> new MachineException(
                        "The mouse has no button \"" + button + "\". It has left, right, middle, side and extra."));
        controller.mouse().button(pressed, down);
    }
}
