package org.vitrine.app.view.machine;

import java.util.UUID;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.Parent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.MachineTools;
import org.vitrine.app.view.desk.Navigation;
import org.vitrine.app.view.desk.Place;
import org.vitrine.app.view.parts.Breadcrumb;

/** A machine's page. */
public final class MachinePlace implements Place {
    private final BorderPane node = new BorderPane();
    private final ReadOnlyStringWrapper title;

    /** @param machine which */
    public MachinePlace(Desk desk, MachineTools tools, UUID machine, Navigation navigation) {
        String name =
                desk.machines().session(machine).map(session -> session.name()).orElse(machine.toString());
        title = new ReadOnlyStringWrapper(name);
        HBox header = new HBox(new Breadcrumb(navigation::showLibrary, name));
        header.getStyleClass().add("header");
        node.setTop(header);
    }

    @Override
    public Parent node() {
        return node;
    }

    @Override
    public ObservableValue<String> titleProperty() {
        return title.getReadOnlyProperty();
    }

    @Override
    public void begin() {
        node.requestFocus();
    }

    @Override
    public void close() {}
}
