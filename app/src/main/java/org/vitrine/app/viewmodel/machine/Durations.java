package org.vitrine.app.viewmodel.machine;

import java.time.Duration;
import org.vitrine.app.text.Texts;

/** Times in words: their two largest parts, seconds only below a minute. */
public final class Durations {
    private Durations() {}

    public static String words(Duration duration) {
        long days = duration.toDays();
        int hours = duration.toHoursPart();
        int minutes = duration.toMinutesPart();
        if (days > 0) {
            return two(Texts.get("duration.days", days), hours, "duration.hours");
        }
        if (hours > 0) {
            return two(Texts.get("duration.hours", hours), minutes, "duration.minutes");
        }
        return minutes > 0
                ? Texts.get("duration.minutes", minutes)
                : Texts.get("duration.seconds", Math.max(0, duration.toSecondsPart()));
    }

    private static String two(String first, int rest, String key) {
        return rest == 0 ? first : Texts.get("duration.two", first, Texts.get(key, rest));
    }
}
