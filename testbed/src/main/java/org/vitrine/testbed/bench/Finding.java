package org.vitrine.testbed.bench;

import java.util.Locale;

/**
 * A line of the table.
 *
 * @param what was measured
 * @param unit of the numbers
 * @param ours the product's number
 * @param theirs the yardstick's; NaN if there is none
 * @param goal in words; empty if this line has none
 * @param met whether the goal was reached; ignored without one
 */
record Finding(String what, String unit, double ours, double theirs, String goal, boolean met) {
    static final String HEAD = "%-44s %-8s %11s %11s %7s  %-22s %s"
            .formatted("what", "unit", "Vitrine", "yardstick", "ratio", "goal", "met");

    /** Not more than so much. */
    static Finding atMost(String what, String unit, double ours, double theirs, double most) {
        return new Finding(what, unit, ours, theirs, "≤ " + number(most) + " " + unit, ours <= most);
    }

    /** Not more than so many times the yardstick. */
    static Finding ratioAtMost(String what, String unit, double ours, double theirs, double most) {
        return new Finding(what, unit, ours, theirs, "≤ %.1f × QEMU".formatted(most), ours <= most * theirs);
    }

    /** At least so many times the yardstick. */
    static Finding ratioAtLeast(String what, String unit, double ours, double theirs, double least) {
        return new Finding(what, unit, ours, theirs, "≥ %.1f × QEMU".formatted(least), ours >= least * theirs);
    }

    /** Not more than so much above the yardstick. */
    static Finding aboveAtMost(String what, String unit, double ours, double theirs, double most) {
        String goal = "≤ %s %s over C".formatted(number(most), unit);
        return new Finding(what, unit, ours, theirs, goal, ours - theirs <= most);
    }

    /** For information. */
    static Finding plain(String what, String unit, double ours, double theirs) {
        return new Finding(what, unit, ours, theirs, "", false);
    }

    @Override
    public String toString() {
        String ratio = Double.isNaN(theirs) ? "" : String.format(Locale.ROOT, "%.2f", ours / theirs);
        String verdict = goal.isEmpty() ? "" : Double.isNaN(ours) ? "not measured" : met ? "yes" : "NO";
        return "%-44s %-8s %11s %11s %7s  %-22s %s"
                .formatted(what, unit, number(ours), number(theirs), ratio, goal, verdict);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value >= 100 || value == Math.rint(value) ? "%.0f" : "%.1f", value);
    }
}
