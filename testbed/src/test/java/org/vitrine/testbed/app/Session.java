package org.vitrine.testbed.app;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vitrine.testbed.screen.Picture;

/** The desktop session that {@code testbed/screen} makes: its keyboard and pointer (XTEST), its screen, its directories. */
final class Session {
    /** X's key codes are Linux's plus this. */
    private static final int KEYCODE_OFFSET = 8;

    private static final NativeLong AT_ONCE = new NativeLong(0);
    private static final Pointer DISPLAY;

    static {
        Native.register(Session.class, "Xtst");
        Xlib.load();
        directory();
        DISPLAY = Xlib.XOpenDisplay(null);
    }

    private Session() {}

    private static native int XTestFakeKeyEvent(Pointer display, int keycode, int press, NativeLong delay);

    private static native int XTestFakeButtonEvent(Pointer display, int button, int press, NativeLong delay);

    private static native int XTestFakeMotionEvent(Pointer display, int screen, int x, int y, NativeLong delay);

    /** Xlib, without which libXtst cannot be used. */
    private static final class Xlib {
        static {
            Native.register(Xlib.class, "X11");
        }

        static void load() {}

        static native Pointer XOpenDisplay(String name);

        static native int XSync(Pointer display, int discard);
    }

    /** A directory that is removed when the session ends. */
    static Path directory() {
        String directory = System.getenv("VITRINE_SCREEN");
        if (directory == null) {
            throw new IllegalStateException("Tests with windows run by way of testbed/screen");
        }
        return Path.of(directory);
    }

    /** Where the application keeps machines. */
    static Path machines() {
        return Path.of(System.getenv("XDG_DATA_HOME"), "vitrine", "machines");
    }

    /** Throws away all machines and what was in the trash. */
    static void clearLibrary() throws IOException, InterruptedException {
        run("rm", "-rf", machines().getParent().toString(), System.getenv("XDG_DATA_HOME") + "/Trash");
    }

    /** Presses or releases a key. @param evdev its Linux key code */
    static synchronized void key(int evdev, boolean down) {
        XTestFakeKeyEvent(DISPLAY, evdev + KEYCODE_OFFSET, down ? 1 : 0, AT_ONCE);
        Xlib.XSync(DISPLAY, 0);
    }

    /** Presses keys one after another and releases them in reverse. */
    static void chord(int... evdev) {
        for (int key : evdev) {
            key(key, true);
        }
        for (int i = evdev.length - 1; i >= 0; i--) {
            key(evdev[i], false);
        }
    }

    /** Moves the pointer to a place of the screen. */
    static synchronized void point(int x, int y) {
        XTestFakeMotionEvent(DISPLAY, -1, x, y, AT_ONCE);
        Xlib.XSync(DISPLAY, 0);
    }

    /** Presses or releases the left button. */
    static synchronized void button(boolean down) {
        XTestFakeButtonEvent(DISPLAY, 1, down ? 1 : 0, AT_ONCE);
        Xlib.XSync(DISPLAY, 0);
    }

    /** What the whole screen shows. */
    static Picture screen() throws IOException, InterruptedException {
        Path file = Files.createTempFile(directory(), "screen", ".ppm");
        try {
            run("import", "-silent", "-window", "root", "-depth", "8", file.toString());
            return Picture.read(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Gives the keyboard a layout, such as {@code de}. */
    static void layout(String name) throws IOException, InterruptedException {
        run("setxkbmap", "-rules", "evdev", "-model", "pc105", "-layout", name);
    }

    /** Runs a program to its end. @return what it says */
    static String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("%s ended with status %d:%n%s".formatted(List.of(command), status, said));
        }
        return said;
    }
}
