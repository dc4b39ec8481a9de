package org.vitrine.app.viewmodel.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.vitrine.app.input.CharacterKeys;
import org.vitrine.app.input.CharacterKeys.Stroke;
import org.vitrine.app.input.EvdevKeys;

/**
 * Types a text into a guest, key by key, at a pace that the guest's keyboard controller keeps up with: it holds 16 bytes. Characters that the layout lacks
 * are left out and counted. Waits: not for the JavaFX thread; may be cancelled by any.
 */
public final class TextTyping {
    /** Texts longer than this are for a file, not for a keyboard. */
    public static final int MOST = 20_000;

    private static final long PAUSE_MILLIS = 15;

    /** Waits a little between keys. */
    @FunctionalInterface
    public interface Pace {
        Pace USUAL = () -> Thread.sleep(PAUSE_MILLIS);

        void pause() throws InterruptedException;
    }

    private final CharacterKeys keys;
    private final Function<List<Map<String, Object>>, CompletableFuture<?>> guest;
    private final Pace pace;
    private volatile boolean cancelled;

    /** @param guest takes events of {@code input-send-event}, and tells when they have arrived */
    public TextTyping(CharacterKeys keys, Function<List<Map<String, Object>>, CompletableFuture<?>> guest, Pace pace) {
        this.keys = keys;
        this.guest = guest;
        this.pace = pace;
    }

    /**
     * Types.
     *
     * @param typed is told how many characters are done
     * @return how many had no key
     * @throws ExecutionException if the guest does not take keys any more
     */
    public int type(String text, IntConsumer typed) throws InterruptedException, ExecutionException {
        int[] characters =
                text.replace("\r\n", "\n").replace('\r', '\n').codePoints().toArray();
        int missing = 0;
        for (int i = 0; i < characters.length && !cancelled; i++) {
            Optional<List<Stroke>> strokes = keys.strokes(characters[i]);
            if (strokes.isEmpty()) {
                missing++;
            } else {
                for (Stroke stroke : strokes.get()) {
                    var unused = guest.apply(events(stroke)).get();
                    pace.pause();
                }
            }
            typed.accept(i + 1);
        }
        return missing;
    }

    /** Stops after the key that is being typed. */
    public void cancel() {
        cancelled = true;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    private static List<Map<String, Object>> events(Stroke stroke) {
        List<Map<String, Object>> events = new ArrayList<>();
        stroke.held().forEach(key -> add(events, key, true));
        add(events, stroke.key(), true);
        add(events, stroke.key(), false);
        stroke.held().reversed().forEach(key -> add(events, key, false));
        return events;
    }

    private static void add(List<Map<String, Object>> events, int evdev, boolean down) {
        EvdevKeys.qcode(evdev).ifPresent(key -> events.add(GuestKeyboard.event(key, down)));
    }
}
