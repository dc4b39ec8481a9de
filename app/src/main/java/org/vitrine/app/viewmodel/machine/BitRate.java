package org.vitrine.app.viewmodel.machine;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A bandwidth as people write it, in Mbit/s with either mark of decimals; kept in kbit/s. */
public final class BitRate {
    private static final Pattern FORM = Pattern.compile("\\d{1,6}([.,]\\d{0,3})?");

    private BitRate() {}

    /** @return kilobits a second; empty if the text is no number of Mbit/s */
    public static Optional<Integer> parse(String text) {
        String number = text.strip();
        return FORM.matcher(number).matches()
                ? Optional.of(new BigDecimal(number.replace(',', '.') + (number.matches(".*[.,]") ? "0" : ""))
                        .movePointRight(3)
                        .intValueExact())
                : Optional.empty();
    }

    /** In the user's writing. @param kilobits a second */
    public static String text(int kilobits) {
        NumberFormat format = NumberFormat.getInstance(Locale.getDefault(Locale.Category.FORMAT));
        format.setGroupingUsed(false);
        format.setMaximumFractionDigits(3);
        return format.format(BigDecimal.valueOf(kilobits).movePointLeft(3));
    }
}
