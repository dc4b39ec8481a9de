package org.vitrine.app.viewmodel.create;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** One of several files, each of which becomes a machine. */
public final class BatchEntry {
    private final Source source;
    private final StringProperty name;
    private final BooleanProperty wanted;

    BatchEntry(Source source, String name) {
        this.source = source;
        this.name = new SimpleStringProperty(name);
        this.wanted = new SimpleBooleanProperty(source.problem().isEmpty());
    }

    public Source source() {
        return source;
    }

    public StringProperty nameProperty() {
        return name;
    }

    public BooleanProperty wantedProperty() {
        return wanted;
    }
}
