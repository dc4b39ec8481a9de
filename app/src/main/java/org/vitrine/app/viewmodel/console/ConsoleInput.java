package org.vitrine.app.viewmodel.console;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.vitrine.app.input.InputListener;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.NoticeBoard;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.qmp.QKeyCode;

/**
 * The host's keyboard and mouse on their way to the guest: the grab, what is let go when the focus goes, and the keys that are ours. As an {@link InputListener}
 * it is for any thread, else it is used on the ui thread.
 */
public final class ConsoleInput implements InputListener {
    private final Threads threads;
    private final NoticeBoard notices;
    private final GuestKeyboard keyboard;
    private final GuestPointer pointer;
    private final ReadOnlyBooleanWrapper grabbed = new ReadOnlyBooleanWrapper();
    private final BooleanProperty fullscreen = new SimpleBooleanProperty();
    private ViewShortcuts onShortcut = new ViewShortcuts() {};

    /** What is done when keys of ours are pressed in the console, on the ui thread. */
    public interface ViewShortcuts {
        default void typeClipboard() {}

        default void takeSnapshot() {}

        /** The keyboard is to go out of the console, to what is around it. */
        default void leave() {}

        /** Another console is to be seen. @param by 1 for the next, -1 for the one before */
        default void step(int by) {}
    }

    ConsoleInput(MachineSession session, Threads threads, NoticeBoard notices) {
        this.threads = threads;
        this.notices = notices;
        this.keyboard = new GuestKeyboard(
                events -> {
                    var unused = session.input(events);
                },
                new Shortcuts());
        this.pointer = new GuestPointer(session::input);
    }

    /** The guest's keyboard itself, for what is typed by us. */
    GuestKeyboard keyboard() {
        return keyboard;
    }

    public void setOnShortcut(ViewShortcuts action) {
        onShortcut = action;
    }

    /** Whether keyboard and mouse are the guest's alone. */
    public ReadOnlyBooleanProperty grabbedProperty() {
        return grabbed.getReadOnlyProperty();
    }

    /** Whether the console fills the screen; the view follows and sets it. */
    public BooleanProperty fullscreenProperty() {
        return fullscreen;
    }

    /** Presses keys that the host's keyboard cannot send. */
    public void send(KeyCombination keys) {
        keyboard.type(keys.keys());
    }

    /** The console lost the focus: nothing stays held in the guest. */
    public void focusLost() {
        keyboard.releaseAll();
        pointer.releaseAll();
    }

    /** The grab has ended, whoever ended it. */
    public void ungrabbed() {
        if (grabbed.get()) {
            grabbed.set(false);
            focusLost();
        }
    }

    /** Says how to leave the grab. */
    public void hintGrab() {
        notices.tell(Notice.information(Texts.get("console.grab-hint")));
    }

    @Override
    public void key(int evdev, boolean down) {
        keyboard.key(evdev, down);
    }

    @Override
    public void motion(int dx, int dy) {
        pointer.move(dx, dy);
    }

    @Override
    public void button(String button, boolean down) {
        pointer.button(button, down);
    }

    @Override
    public void grabbed(boolean success) {
        threads.ui().execute(() -> {
            grabbed.set(success);
            if (!success) {
                notices.tell(Notice.problem(Texts.get("console.grab-failed")));
            }
        });
    }

    private final class Shortcuts implements GuestKeyboard.Shortcuts {
        @Override
        public void releaseGrab() {
            threads.ui().execute(() -> {
                ungrabbed();
                onShortcut.leave();
            });
        }

        @Override
        public boolean pressed(QKeyCode key) {
            if (key == QKeyCode.RET) {
                threads.ui().execute(() -> fullscreen.set(!fullscreen.get()));
                return true;
            }
            if (key == QKeyCode.PGUP || key == QKeyCode.PGDN) {
                threads.ui().execute(() -> onShortcut.step(key == QKeyCode.PGDN ? 1 : -1));
                return true;
            }
            return false;
        }

        @Override
        public boolean pressedWithShift(QKeyCode key) {
            if (key == QKeyCode.C) {
                threads.ui().execute(() -> onShortcut.typeClipboard());
                return true;
            }
            if (key == QKeyCode.S) {
                threads.ui().execute(() -> onShortcut.takeSnapshot());
                return true;
            }
            return false;
        }
    }
}
