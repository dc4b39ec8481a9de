package org.vitrine.app.model.screen;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.link.DisplayLink;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;

/**
 * Looks at a machine's screen, by its display link, whenever it changes, but not more than once a second. While nothing changes it sleeps. A screen of which much has
 * changed is not viewed for the rest of the second, so that the machine does not watch what nobody draws. One thread of its own.
 */
public final class ScreenWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ScreenWatch.class.getName());
    private static final long PERIOD_MILLIS = 1000;

    private final Path socket;
    private final int width;
    private final int height;
    private final Consumer<SmallScreen> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Open, and to be spoken to, while it is here. */
    private @Nullable DisplayLink open;

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
            setOpen(link);
            link.setVisible(true);
            watch(link);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A screen is not shown in small: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(DisplayLink link) throws InterruptedException {
        RowSet damage = new RowSet();
        SmallScreen last = null;
        try {
            while (closed.getCount() > 0 && link.awaitWake() && closed.getCount() > 0) {
                damage.clear();
                Geometry geometry = link.update(damage);
                boolean moving = false;
                if (!geometry.isEmpty()) {
                    SmallScreen next = SmallScreen.of(
                            new SmallScreen.Source(
                                    link.pixels(geometry), geometry.stride(), geometry.width(), geometry.height()),
                            width,
                            height,
                            last,
                            damage);
                    if (!next.isSame(last)) {
                        moving = isMuch(damage, geometry.height());
                        last = next;
                        listener.accept(next);
                    }
                }
                if (moving) {
                    link.setVisible(false);
                }
                boolean over = closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
                if (moving && !over) {
                    link.setVisible(true);
                }
            }
        } finally {
            setOpen(null);
        }
    }

    /** Whether half of a picture or more has changed. */
    private static boolean isMuch(RowSet damage, int height) {
        int[] rows = {0};
        damage.forEachRun(height, (first, count) -> rows[0] += count);
        return 2 * rows[0] >= height;
    }

    private synchronized void setOpen(@Nullable DisplayLink link) {
        open = link;
    }

    /** Looks no more. Does not wait. */
    @Override
    public synchronized void close() {
        closed.countDown();
        if (open != null) {
            // A new look has something to see at once, which ends the wait.
            open.setVisible(false);
            open.setVisible(true);
        }
    }
}
