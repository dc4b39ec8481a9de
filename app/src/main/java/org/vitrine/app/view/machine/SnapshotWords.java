package org.vitrine.app.view.machine;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** Times as the tree has room for them. */
final class SnapshotWords {
    private SnapshotWords() {}

    static String day(Instant when) {
        return when.atZone(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT)
                        .withLocale(Locale.getDefault(Locale.Category.FORMAT)));
    }
}
