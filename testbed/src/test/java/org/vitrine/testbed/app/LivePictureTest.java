package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;
import org.vitrine.engine.config.MachineConfig.Optical;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.testbed.guest.AssembledGuest;
import org.vitrine.testbed.screen.Picture;

/** The card of a machine that runs shows its screen, and does nothing while that stands still. */
@Tag("app")
@NeedsKvm
class LivePictureTest {
    private static final int SAMPLES = 16;
    /** Of 255: means are rounded. */
    private static final int ROUNDING = 2;

    private static final long STILL_MILLIS = 4000;

    /** Of 720×400 in 480×300 is 267, of 640×400 it is all. */
    private static final double TEXT_HEIGHT = 280;
    /** The card's line is left free. */
    private static final double EDGES = 4;

    /** Enough that the first card is out of view when the last one is in it. */
    private static final int OTHERS = 60;

    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void a_card_shows_its_guests_picture_and_one_look_goes_on_while_it_stands_still_and_none_out_of_view()
            throws Exception {
        Path disc = AssembledGuest.iso("keys.asm", folder, "SCAN_SET=1");
        UUID uuid = UUID.randomUUID();
        write(MachineConfig.of(uuid, "Keys", 64, 1)
                .withOptical(List.of(new Optical("cd0", disc)))
                .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of()))));
        for (int i = 0; i < OTHERS; i++) {
            write(MachineConfig.of(UUID.randomUUID(), "Other " + i, 64, 1));
        }
        try (Application application = Application.start()) {
            Node grid = application.node("library.grid");
            Await.until("its card is shown", Await.WINDOW, () -> application.shows("Keys"));
            application.primaryOf(KeyCode.HOME);
            try (Machine machine = Machine.await()) {
                machine.awaitText("ready, scan code set 1");
                application.node("console");
                application.click("navigation.library");
                application.node("library.grid");
                Await.passes(
                        Await.WINDOW,
                        () -> assertThat(difference(application, uuid, machine.screen()))
                                .as("the card and its guest differ")
                                .isLessThanOrEqualTo(ROUNDING));

                Set<Long> before = looks();
                Thread.sleep(STILL_MILLIS);
                assertThat(looks()).isEqualTo(before).hasSize(1);

                application.onFx(() -> {
                    grid.requestFocus();
                    return true;
                });
                application.press(KeyCode.END);
                Await.until("nobody looks at what is out of view", Await.WINDOW, () -> looks().isEmpty());
                application.press(KeyCode.HOME);
                Await.until("it is looked at again", Await.WINDOW, () -> looks().size() == 1);
            }
        }
    }

    @Test
    void a_picture_fills_its_card_also_after_one_of_another_height() throws Exception {
        Path disc = AssembledGuest.iso("still.asm", folder);
        UUID uuid = UUID.randomUUID();
        write(MachineConfig.of(uuid, "Still", 64, 1)
                .withOptical(List.of(new Optical("cd0", disc)))
                .withDevices(List.of(new DeviceConfig("vga0", "VGA", Map.of()))));
        try (Application application = Application.start()) {
            Node grid = application.node("library.grid");
            Await.until("its card is shown", Await.WINDOW, () -> application.shows("Still"));
            application.primaryOf(KeyCode.HOME);
            try (Machine machine = Machine.await()) {
                application.node("console");
                application.click("navigation.library");
                // The firmware's text, then mode 13h: as wide in small, and higher.
                Await.until("the text is shown", Await.BOOT, () -> {
                    double height = room(application, uuid)[0];
                    return height > 0 && height < TEXT_HEIGHT;
                });
                Await.until("the picture is shown", Await.BOOT, () -> room(application, uuid)[0] > TEXT_HEIGHT);
                double[] room = room(application, uuid);
                assertThat(Math.min(room[1] + room[2], room[3] + room[4])).isBetween(0.0, EDGES);
                assertThat(room[1]).isCloseTo(room[2], within(1.0));
                assertThat(room[3]).isCloseTo(room[4], within(1.0));
            }
        }
    }

    /** The height of the picture itself, and the room to its left, right, top and bottom on the card. */
    private static double[] room(Application application, UUID uuid) throws Exception {
        return application.onFx(() -> {
            Node card = application.find("machine." + uuid).orElseThrow(AssertionError::new);
            ImageView view = (ImageView) card.lookup(".card-picture > .image-view");
            Bounds outer = card.lookup(".card-picture").getLayoutBounds();
            Bounds inner = view.getBoundsInParent();
            return new double[] {
                view.getImage() == null ? 0 : view.getImage().getHeight(),
                inner.getMinX(),
                outer.getWidth() - inner.getMaxX(),
                inner.getMinY(),
                outer.getHeight() - inner.getMaxY()
            };
        });
    }

    private static void write(MachineConfig config) throws Exception {
        Path place =
                Files.createDirectories(Session.machines().resolve(config.uuid().toString()));
        MachineConfigFile.write(place.resolve("machine.json"), config);
    }

    /** The greatest difference of a colour between the card's picture and the mean of what each of its pixels covers of the guest's, at some places. */
    private static int difference(Application application, UUID uuid, Picture guest) throws Exception {
        return application.onFx(() -> {
            Node card = application.find("machine." + uuid).orElseThrow(AssertionError::new);
            Image image = ((ImageView) card.lookup(".card-picture > .image-view")).getImage();
            if (image == null) {
                throw new AssertionError("The card has no picture");
            }
            int worst = 0;
            for (int i = 0; i < SAMPLES * SAMPLES; i++) {
                int x = (int) (image.getWidth() - 1) * (i % SAMPLES) / (SAMPLES - 1);
                int y = (int) (image.getHeight() - 1) * (i / SAMPLES) / (SAMPLES - 1);
                int shown = image.getPixelReader().getArgb(x, y);
                for (int shift = 0; shift <= 16; shift += 8) {
                    worst = Math.max(worst, Math.abs((shown >> shift & 0xff) - mean(guest, image, x, y, shift)));
                }
            }
            return worst;
        });
    }

    private static int mean(Picture guest, Image image, int x, int y, int shift) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int right = Math.max(x * guest.width() / width + 1, (x + 1) * guest.width() / width);
        int bottom = Math.max(y * guest.height() / height + 1, (y + 1) * guest.height() / height);
        int sum = 0;
        int count = 0;
        for (int row = y * guest.height() / height; row < bottom; row++) {
            for (int column = x * guest.width() / width; column < right; column++) {
                sum += guest.at(column, row) >> shift & 0xff;
                count++;
            }
        }
        return sum / count;
    }

    /** The threads that look at screens in small. */
    private static Set<Long> looks() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("screen-watch"))
                .map(Thread::threadId)
                .collect(Collectors.toSet());
    }
}
