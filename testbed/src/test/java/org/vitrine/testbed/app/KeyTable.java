package org.vitrine.testbed.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What the keys of PC keyboards send ({@code keys.txt}). */
final class KeyTable {
    private KeyTable() {}

    /**
     * A key.
     *
     * @param evdev its Linux key code
     * @param set1 what it sends in scan code set 1 when it is pressed and released, in lower-case hexadecimal digits
     * @param set2 the same in set 2
     */
    record Key(int evdev, String set1, String set2, String name) {
        /** @param set 1 or 2 */
        String sends(int set) {
            return set == 1 ? set1 : set2;
        }
    }

    static List<Key> keys() throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(KeyTable.class.getResourceAsStream("keys.txt")), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(KeyTable::key)
                    .toList();
        }
    }

    private static Key key(String line) {
        String[] columns = line.split(" +");
        return new Key(
                Integer.parseInt(columns[0]),
                sequence(columns[1], columns[2]),
                sequence(columns[3], columns[4]),
                columns[5]);
    }

    private static String sequence(String down, String up) {
        return up.equals("-") ? down : down + up;
    }
}
