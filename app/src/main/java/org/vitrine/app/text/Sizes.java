package org.vitrine.app.text;

import java.util.Locale;

/** Amounts of bytes in binary units, as the interface writes them. */
public final class Sizes {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private Sizes() {}

    /** Such as {@code 1.5 GiB}, {@code 650 MiB} or {@code 12 bytes}; never negative. */
    public static String bytes(long bytes) {
        if (bytes >= GIB) {
            return amount((double) bytes / GIB, "GiB");
        }
        if (bytes >= MIB) {
            return amount((double) bytes / MIB, "MiB");
        }
        return bytes >= KIB ? amount((double) bytes / KIB, "KiB") : Texts.get("size.bytes", bytes);
    }

    /** A size in MiB, as a machine's memory is given. */
    public static String mebibytes(long mebibytes) {
        return bytes(mebibytes * MIB);
    }

    private static String amount(double amount, String unit) {
        Locale locale = Locale.getDefault(Locale.Category.FORMAT);
        String number = String.format(locale, amount < 10 ? "%.1f" : "%.0f", amount);
        String zero = String.format(locale, "%.1f", 0.0).substring(1);
        return (number.endsWith(zero) ? number.substring(0, number.length() - zero.length()) : number) + " " + unit;
    }
}
