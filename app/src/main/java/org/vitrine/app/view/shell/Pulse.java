package org.vitrine.app.view.shell;

import com.sun.glass.ui.Timer;
import com.sun.javafx.tk.Toolkit;
import java.lang.reflect.Field;

/**
 * JavaFX's pulse, which has everything drawn. On GTK its timer wakes the JavaFX thread 60 times a second even if nothing changes, which alone is most of what
 * an open window costs. No public way leads to it, so who starts Java opens {@code com.sun.javafx.tk.quantum} and exports {@code com.sun.glass.ui} and
 * {@code com.sun.javafx.tk} to this module; if that is missing, or another JavaFX has other fields, the timer stays as it was.
 */
final class Pulse {
    private static final System.Logger LOG = System.getLogger(Pulse.class.getName());

    private Pulse() {}

    /** Lets the timer stand still whenever JavaFX pauses it. On the JavaFX thread. */
    static void restWhenNothingChanges() {
        try {
            Toolkit toolkit = Toolkit.getToolkit();
            Field timer = field(toolkit, "pulseTimer");
            Timer before = (Timer) timer.get(toolkit);
            if (!before.getClass().getSimpleName().equals("GtkTimer")) {
                return;
            }
            Runnable tick = (Runnable) field(toolkit, "timerRunnable").get(toolkit);
            int period = field(toolkit, "PULSE_INTERVAL").getInt(toolkit);
            Timer after = new PausingTimer(tick);
            // The lock under which the toolkit pauses and resumes it.
            synchronized (toolkit) {
                before.stop();
                timer.set(toolkit, after);
                after.start(period);
            }
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.log(System.Logger.Level.INFO, "JavaFX''s timer runs on while nothing changes: {0}", e.toString());
        }
    }

    private static Field field(Toolkit toolkit, String name) throws ReflectiveOperationException {
        Field field = toolkit.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
