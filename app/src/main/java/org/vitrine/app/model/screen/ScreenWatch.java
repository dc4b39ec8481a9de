package org.vitrine.app.model.screen;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.link.DisplayLink;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;

/**
 * Looks at a machine's screen once a second, by its display link. Between the looks nobody views, so that the machine watches nothing either. A
 * picture like the one before is not told again. One thread of its own.
 */
public final class ScreenWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ScreenWatch.class.getName());
    private static final long PERIOD_MILLIS = 1000;

    private final Path socket;
    private final int width;
    private final int height;
    private final Consumer<SmallScreen> listener;
    private final CountDownLatch closed = new CountDownLatch(1);

    private ScreenWatch(Path socket, int width, int height, Consumer<SmallScreen> listener) {
        this.socket = socket;
        this.width = width;
        this.height = height;
        this.listener = listener;
    }

    /**
     * Begins to look.
     *
     * @param socket the machine's display socket
     * @param width the room for a picture in pixels, as is the height
     * @param listener hears of each new picture on the watch's thread
     */
    public static ScreenWatch begin(Path socket, int width, int height, Consumer<SmallScreen> listener) {
        ScreenWatch watch = new ScreenWatch(socket, width, height, listener);
        Thread.ofPlatform().daemon().name("screen-watch").start(watch::run);
        return watch;
    }

    private void run() {
        try (DisplayLink link = DisplayLink.connect(socket)) {
            RowSet damage = new RowSet();
            SmallScreen last = null;
            do {
                link.setVisible(true);
                if (closed.getCount() == 0 || !link.awaitWake()) {
                    return;
                }
                SmallScreen next = look(link, damage);
                link.setVisible(false);
                if (next != null && (last == null || !Arrays.equals(last.argb(), next.argb()))) {
                    last = next;
                    listener.accept(next);
                }
            } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A screen is not shown in small: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable SmallScreen look(DisplayLink link, RowSet damage) {
        Geometry geometry = link.update(damage);
        damage.clear();
        return geometry.isEmpty()
                ? null
                : SmallScreen.of(
                        link.pixels(geometry), geometry.stride(), geometry.width(), geometry.height(), width, height);
    }

    /** Looks no more. Does not wait. */
    @Override
    public void close() {
        closed.countDown();
    }
}
