package org.vitrine.app.view.desk;

import javafx.beans.value.ObservableValue;
import javafx.scene.Parent;

/** What a window shows: one place at a time. Made when it is gone to, closed when it is left. */
public interface Place extends AutoCloseable {
    Parent node();

    /** What the window is called meanwhile. */
    ObservableValue<String> titleProperty();

    /** Puts the keyboard where one begins here; called once the place is shown. */
    void begin();

    @Override
    void close();
}
