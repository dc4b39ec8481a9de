package org.vitrine.engine.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.acpi.TableLayout.Checksum;
import org.vitrine.engine.acpi.TableLayout.File;
import org.vitrine.engine.acpi.TableLayout.Fixup;
import org.vitrine.engine.acpi.TableLayout.Pointer;

/**
 * Writes {@code etc/table-loader}, the script by which firmware loads tables and links them (QEMU,
 * {@code hw/acpi/bios-linker-loader}): entries of 128 bytes, little-endian, each a command and its arguments; a file's name
 * takes 56 bytes.
 */
final class TableLoader {
    private static final int ENTRY = 128;
    private static final int NAME = 56;
    private static final int ALLOCATE = 1;
    private static final int ADD_POINTER = 2;
    private static final int ADD_CHECKSUM = 3;
    private static final int ZONE_HIGH = 1;
    private static final int ZONE_F_SEGMENT = 2;

    private TableLoader() {}

    static byte[] script(TableLayout layout) {
        ByteBuffer script =
                ByteBuffer.allocate(ENTRY * (2 + layout.fixups().size())).order(ByteOrder.LITTLE_ENDIAN);
        allocate(script, File.RSDP, AcpiTables.RSDP_ALIGNMENT, ZONE_F_SEGMENT);
        allocate(script, File.TABLES, AcpiTables.ALIGNMENT, ZONE_HIGH);
        for (Fixup fixup : layout.fixups()) {
            int start = script.position();
            // Not a switch over types: making one costs a start of some 20 ms.
            if (fixup instanceof Pointer pointer) {
                script.putInt(ADD_POINTER);
                name(script, pointer.file());
                name(script, pointer.target());
                script.putInt(pointer.offset()).put((byte) pointer.size());
            } else if (fixup instanceof Checksum checksum) {
                script.putInt(ADD_CHECKSUM);
                name(script, checksum.file());
                script.putInt(checksum.offset()).putInt(checksum.start()).putInt(checksum.length());
            }
            script.position(start + ENTRY);
        }
        return script.array();
    }

    private static void allocate(ByteBuffer script, File file, int alignment, int zone) {
        int start = script.position();
        script.putInt(ALLOCATE);
        name(script, file);
        script.putInt(alignment).put((byte) zone).position(start + ENTRY);
    }

    private static void name(ByteBuffer script, File file) {
        int start = script.position();
        script.put(AcpiTable.ascii(file.path)).position(start + NAME);
    }
}
