package org.vitrine.app.input;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keyboard and mouse from an X server, on a connection of our own beside the toolkit's: while the window has the focus,
 * the server sends a copy of each of its key events with the hardware's key code; while grabbed, all keys and all motion
 * come here alone. One thread makes all calls on the connection.
 */
final class X11Input implements HostInput {
    private static final Logger LOG = System.getLogger(X11Input.class.getName());
    /** X key codes are Linux key codes plus this, since X once kept the first eight for itself. */
    private static final int KEYCODE_OFFSET = 8;

    private static final int GRAB_ATTEMPTS = 25;
    private static final long GRAB_RETRY_MILLIS = 20;

    private final InputListener listener;
    private final Pointer display;
    private final int inputOpcode;
    private final FocusWindow focusWindow;
    private final PointerWarp warp;
    private final WakeableWait wait;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Memory event = new Memory(Xlib.EVENT_SIZE);
    /** The root window's property by which a window manager tells which window is active (Extended Window Manager Hints). */
    private final NativeLong activeWindow;

    private boolean focused;
    private @Nullable NativeLong followed;
    private boolean grabbed;
    private volatile boolean closed;

    private X11Input(InputListener listener, Pointer display, int inputOpcode) {
        this.listener = listener;
        this.display = display;
        this.inputOpcode = inputOpcode;
        this.focusWindow = new FocusWindow(display, ProcessHandle.current().pid());
        this.warp = new PointerWarp(display);
        this.activeWindow = Xlib.XInternAtom(display, "_NET_ACTIVE_WINDOW", 0);
        this.wait = new WakeableWait(Xlib.XConnectionNumber(display));
    }

    static X11Input open(InputListener listener) throws X11Exception {
        String name = System.getenv("DISPLAY");
        Pointer display = name == null ? Pointer.NULL : Xlib.XOpenDisplay(name);
        if (display == null) {
            throw new X11Exception("no X server answers at " + name);
        }
        try {
            int opcode = XInput2.open(display);
            // A repeated key is then another press, with no release before it.
            Xlib.XkbSetDetectableAutoRepeat(display, 1, new IntByReference());
            Xlib.XSelectInput(display, Xlib.XDefaultRootWindow(display), new NativeLong(Xlib.PROPERTY_CHANGE_MASK));
            X11Input input = new X11Input(listener, display, opcode);
            Thread.ofPlatform().daemon().name("x11-input").start(input::loop);
            return input;
        } catch (X11Exception | RuntimeException | LinkageError e) {
            Xlib.XCloseDisplay(display);
            throw e;
        }
    }

    @Override
    public boolean canGrab() {
        return true;
    }

    @Override
    public void follow(boolean is) {
        run(() -> {
            focused = is;
            followFocus();
        });
    }

    /**
     * The toolkit says that a new window has the focus before the server gives it, and passes it on to a window within; so this is done again when another
     * window becomes active, and when the one that is followed loses the focus.
     */
    private void followFocus() {
        NativeLong window = focused ? focusWindow.ofThisProcess() : null;
        if (followed != null && !followed.equals(window)) {
            XInput2.selectKeys(display, followed, false);
        }
        if (window != null && !window.equals(followed)) {
            XInput2.selectKeys(display, window, true);
        }
        followed = window;
    }

    @Override
    public void grab(int centreX, int centreY) {
        run(() -> {
            if (!grabbed) {
                grabbed = tryGrab();
                if (grabbed) {
                    warp.begin(centreX, centreY);
                } else {
                    ungrab();
                }
            }
            listener.grabbed(grabbed);
        });
    }

    /** The toolkit holds the mouse until its button is up, so the first attempts may fail. */
    private boolean tryGrab() {
        NativeLong root = Xlib.XDefaultRootWindow(display);
        NativeLong now = new NativeLong(Xlib.CURRENT_TIME);
        int mask = Xlib.BUTTON_PRESS_MASK | Xlib.BUTTON_RELEASE_MASK | Xlib.POINTER_MOTION_MASK;
        for (int attempt = 0; attempt < GRAB_ATTEMPTS && !closed; attempt++) {
            int pointer = Xlib.XGrabPointer(
                    display, root, 0, mask, Xlib.GRAB_MODE_ASYNC, Xlib.GRAB_MODE_ASYNC, Xlib.NONE, warp.unseen(), now);
            if (pointer == Xlib.GRAB_SUCCESS) {
                int keyboard = Xlib.XGrabKeyboard(display, root, 0, Xlib.GRAB_MODE_ASYNC, Xlib.GRAB_MODE_ASYNC, now);
                if (keyboard == Xlib.GRAB_SUCCESS) {
                    return true;
                }
                Xlib.XUngrabPointer(display, now);
                Xlib.XFlush(display);
            }
            try {
                Thread.sleep(GRAB_RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    @Override
    public void release() {
        run(() -> {
            if (grabbed) {
                grabbed = false;
                warp.end();
                ungrab();
            }
        });
    }

    private void ungrab() {
        NativeLong now = new NativeLong(Xlib.CURRENT_TIME);
        Xlib.XUngrabKeyboard(display, now);
        Xlib.XUngrabPointer(display, now);
        Xlib.XFlush(display);
    }

    @Override
    public void toolkitKey(String keyCode, String text, boolean down) {
        // The server tells more.
    }

    @Override
    public void close() {
        closed = true;
        wait.call();
    }

    private void run(Runnable task) {
        if (!closed) {
            tasks.add(task);
            wait.call();
        }
    }

    private void loop() {
        try {
            while (!closed) {
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                    Xlib.XFlush(display);
                } else if (Xlib.XPending(display) > 0) {
                    Xlib.XNextEvent(display, event);
                    dispatch();
                } else {
                    wait.await();
                }
            }
        } catch (LastErrorException e) {
            LOG.log(Level.ERROR, "Keyboard and mouse are lost to the guest", e);
        } finally {
            closed = true;
            // Closing the connection ends its grabs.
            Xlib.XCloseDisplay(display);
            wait.close();
        }
    }

    private void dispatch() {
        int type = event.getInt(Xlib.EventOffset.TYPE);
        switch (type) {
            case Xlib.KEY_PRESS, Xlib.KEY_RELEASE ->
                listener.key(event.getInt(Xlib.EventOffset.DETAIL) - KEYCODE_OFFSET, type == Xlib.KEY_PRESS);
            case Xlib.BUTTON_PRESS, Xlib.BUTTON_RELEASE -> {
                String button = PointerButtons.name(event.getInt(Xlib.EventOffset.DETAIL));
                if (!button.isEmpty()) {
                    listener.button(button, type == Xlib.BUTTON_PRESS);
                }
            }
            case Xlib.MOTION_NOTIFY -> {
                if (grabbed) {
                    warp.moved(
                            event.getLong(Xlib.EventOffset.SERIAL),
                            event.getInt(Xlib.EventOffset.X_ROOT),
                            event.getInt(Xlib.EventOffset.Y_ROOT),
                            listener);
                }
            }
            case Xlib.PROPERTY_NOTIFY -> {
                if (activeWindow.equals(event.getNativeLong(Xlib.EventOffset.ATOM))) {
                    followFocus();
                    Xlib.XFlush(display);
                }
            }
            case Xlib.GENERIC_EVENT -> dispatchInput();
            default -> {}
        }
    }

    private void dispatchInput() {
        if (event.getInt(Xlib.CookieOffset.EXTENSION) == inputOpcode && Xlib.XGetEventData(display, event) != 0) {
            int kind = event.getInt(Xlib.CookieOffset.EVENT_TYPE);
            if (kind == XInput2.KEY_PRESS || kind == XInput2.KEY_RELEASE) {
                int keycode = event.getPointer(Xlib.CookieOffset.DATA).getInt(XInput2.DETAIL_OFFSET);
                listener.key(keycode - KEYCODE_OFFSET, kind == XInput2.KEY_PRESS);
            } else if (kind == XInput2.FOCUS_OUT) {
                followFocus();
                Xlib.XFlush(display);
            }
            Xlib.XFreeEventData(display, event);
        }
    }
}
