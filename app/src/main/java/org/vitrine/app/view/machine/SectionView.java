package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.vitrine.app.viewmodel.machine.Section;

/** One part of the page: its title, what it is for, and its fields. */
class SectionView extends VBox implements AutoCloseable {
    private static final double GAP = 16;

    SectionView(Section section) {
        super(GAP);
        getStyleClass().add("section");
        setId(section.key());
        // Else what is taller than the window would lose lines of its texts.
        setMinHeight(USE_PREF_SIZE);
        Label title = new Label(section.title());
        title.getStyleClass().add("page-title");
        Label purpose = new Label(section.purpose());
        purpose.setWrapText(true);
        purpose.getStyleClass().add(Styles.TEXT_MUTED);
        getChildren().add(new VBox(4, title, purpose));
    }

    final void add(Node... nodes) {
        getChildren().addAll(nodes);
    }

    /** A smaller title within the part. */
    static Label heading(String words) {
        Label heading = new Label(words);
        heading.getStyleClass().add("section-title");
        return heading;
    }

    /** It comes into view: what costs something while it is seen begins. */
    void shown() {}

    /** It is no longer seen. */
    void hidden() {}

    @Override
    public void close() {
        hidden();
    }
}
