package org.vitrine.app.viewmodel;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** The newest notice of a place. Used on the ui thread. */
public final class NoticeBoard {
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();

    public void tell(Notice news) {
        notice.set(news);
    }

    public void dismiss() {
        notice.set(null);
    }

    /** Null before the first and after {@link #dismiss}. */
    public ReadOnlyObjectProperty<@Nullable Notice> noticeProperty() {
        return notice.getReadOnlyProperty();
    }
}
