package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javafx.scene.Node;
import org.controlsfx.control.GridCell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

/** The library's grid lends its cards to machines; it does so anew in each layout. */
@Tag("app")
class MachineGridTest {
    private static final int MACHINES = 3;
    /** What each scale in quarters makes whole pixels of. */
    private static final double WHOLE = 4;

    /** The next class of this session would find them first in its library. */
    @AfterEach
    void clear() throws Exception {
        Session.clearLibrary();
    }

    @Test
    void a_card_that_is_lent_to_the_same_machine_again_changes_nothing() throws Exception {
        try (Application application = withMachines()) {
            GridCell<?> card = card(application, 0);
            int index = application.onFx(card::getIndex);
            List<Object> changes = new ArrayList<>();
            application.onFx(() -> {
                card.itemProperty().addListener((item, before, after) -> changes.add("machine"));
                card.emptyProperty().addListener((item, before, after) -> changes.add("empty"));
                card.idProperty().addListener((item, before, after) -> changes.add("id"));
                card.tooltipProperty().addListener((item, before, after) -> changes.add("hint"));
                card.getGraphic().visibleProperty().addListener((item, before, after) -> changes.add("visible"));
                // As a row does it that is laid out.
                card.updateIndex(-1);
                card.updateIndex(index);
                return true;
            });
            application.onFx(() -> true);
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void a_card_whose_machine_is_not_given_back_shows_none() throws Exception {
        try (Application application = withMachines()) {
            GridCell<?> card = card(application, 0);
            int index = application.onFx(card::getIndex);
            Object machine = application.onFx(card::getItem);
            // A layout of the grid may come between and give the machine back, so it is taken until none does.
            Await.passes(Await.WINDOW, () -> {
                application.onFx(() -> {
                    card.updateIndex(-1);
                    return true;
                });
                application.onFx(() -> {
                    assertThat(card.isEmpty()).isTrue();
                    assertThat(card.getItem()).isNull();
                    assertThat(card.getId()).isNull();
                    assertThat(card.getGraphic().isVisible()).isFalse();
                    return true;
                });
            });

            application.onFx(() -> {
                card.updateIndex(index);
                return true;
            });
            assertThat(application.onFx(card::getItem)).isEqualTo(machine);
            assertThat(application.onFx(() -> card.getGraphic().isVisible())).isTrue();
        }
    }

    @Test
    void cards_begin_and_end_at_whole_pixels_of_every_scale() throws Exception {
        try (Application application = withMachines()) {
            for (double width : new double[] {960, 1013, 1301, 1440}) {
                application.onFx(() -> {
                    application.stage().setWidth(width);
                    return true;
                });
                Await.passes(Await.WINDOW, () -> {
                    for (int i = 0; i < MACHINES; i++) {
                        GridCell<?> card = card(application, i);
                        assertThat(application.onFx(card::getLayoutX) % WHOLE).isZero();
                        assertThat(application.onFx(card::getWidth) % WHOLE).isZero();
                        assertThat(application.onFx(card::getHeight) % WHOLE).isZero();
                    }
                });
            }
        }
    }

    private static Application withMachines() throws Exception {
        for (int i = 0; i < MACHINES; i++) {
            Path place = Files.createDirectories(Session.machines().resolve(uuid(i).toString()));
            MachineConfigFile.write(place.resolve("machine.json"), MachineConfig.of(uuid(i), "Machine " + i, 64, 1));
        }
        return Application.start();
    }

    private static GridCell<?> card(Application application, int machine) throws Exception {
        String id = "machine." + uuid(machine);
        Await.until(
                "its card is shown", Await.WINDOW, () -> application.find(id).isPresent());
        Node card = application.find(id).orElseThrow();
        return (GridCell<?>) card;
    }

    private static UUID uuid(int machine) {
        return new UUID(0x4000, 0x8000000000000000L + machine);
    }
}
