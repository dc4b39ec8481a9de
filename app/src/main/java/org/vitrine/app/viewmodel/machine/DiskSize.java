package org.vitrine.app.viewmodel.machine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/** A disk's size as people type it: GiB, with a point or a comma. Disks are whole numbers of {@value #SECTOR} bytes. */
public final class DiskSize {
    /** The largest disk that can be made, in bytes: 64 TiB. */
    public static final long MOST = 64L << 40;

    private static final long GIB = 1L << 30;
    private static final int SECTOR = 512;

    private DiskSize() {}

    /** Bytes of a number of GiB; empty if it is no number, or not above 0, or beyond counting. */
    public static OptionalLong parse(String text) {
        String plain = text.strip().replace(',', '.');
        if (!plain.matches("\\d{1,7}(\\.\\d{0,3})?|\\.\\d{1,3}")) {
            return OptionalLong.empty();
        }
        long bytes = new BigDecimal(plain.endsWith(".") ? plain + "0" : plain)
                .multiply(BigDecimal.valueOf(GIB))
                .longValue();
        long whole = bytes / SECTOR * SECTOR;
        return whole > 0 ? OptionalLong.of(whole) : OptionalLong.empty();
    }

    /** A size in GiB, as {@link #parse} takes it; rounded up to what can be typed. */
    public static String gibibytes(long bytes) {
        return BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(GIB), 3, RoundingMode.CEILING)
                .stripTrailingZeros()
                .toPlainString();
    }
}
