package org.vitrine.app.viewmodel.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private final ObservableList<MachineItem> shown = FXCollections.observableArrayList(IntStream.range(0, 10)
            .mapToObj(i -> new MachineItem(Facts.of("machine " + i)))
            .toList());
    private final Selection selection = new Selection(shown);

    private MachineItem at(int index) {
        return shown.get(index);
    }

    @Test
    void a_click_selects_one_and_ctrl_adds_and_takes_away() {
        selection.click(at(1), false, false);
        selection.click(at(2), false, false);
        assertThat(selection.selected()).containsExactly(at(2));

        selection.click(at(5), true, false);
        assertThat(selection.selected()).containsExactlyInAnyOrder(at(2), at(5));
        selection.click(at(2), true, false);
        assertThat(selection.selected()).containsExactly(at(5));
    }

    @Test
    void shift_selects_from_the_anchor_in_both_directions() {
        selection.click(at(4), false, false);
        selection.click(at(6), false, true);
        assertThat(selection.selected()).containsExactlyInAnyOrder(at(4), at(5), at(6));

        selection.click(at(3), false, true);
        assertThat(selection.selected()).containsExactlyInAnyOrder(at(3), at(4));
    }

    @Test
    void the_arrows_move_the_lead_and_stop_at_the_ends() {
        selection.move(1, false);
        assertThat(selection.leadProperty().get()).isEqualTo(at(0));
        selection.move(3, false);
        assertThat(selection.selected()).containsExactly(at(3));
        selection.move(-4, false);
        assertThat(selection.leadProperty().get()).isEqualTo(at(3));
        selection.move(3, true);
        assertThat(selection.selected()).hasSize(4);
        selection.moveToEnd(true, false);
        assertThat(selection.leadProperty().get()).isEqualTo(at(9));
    }

    @Test
    void what_is_no_longer_shown_is_not_selected() {
        selection.selectAll();
        MachineItem gone = at(3);
        shown.remove(gone);
        assertThat(selection.selected()).hasSize(9).doesNotContain(gone);
    }

    @Test
    void when_the_lead_goes_the_one_in_its_place_leads() {
        selection.click(at(9), false, false);
        MachineItem eighth = at(8);
        shown.remove(9);
        assertThat(selection.leadProperty().get()).isEqualTo(eighth);
        selection.click(at(3), false, false);
        MachineItem fourth = at(4);
        shown.remove(3);
        assertThat(selection.leadProperty().get()).isEqualTo(fourth);
        shown.clear();
        assertThat(selection.leadProperty().get()).isNull();
    }

    @Test
    void a_menu_on_one_of_several_is_for_all_of_them() {
        selection.replace(List.of(at(1), at(2)), at(1));
        selection.point(at(2));
        assertThat(selection.selected()).hasSize(2);
        selection.point(at(7));
        assertThat(selection.selected()).containsExactly(at(7));
    }
}
