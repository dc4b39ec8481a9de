package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import org.vitrine.engine.image.block.BlockNode;

/** Bit 63 of the entries that the active first-level table reaches: it must say whether the reference count is exactly one. */
final class CopiedFlags {
    private final BlockNode file;
    private final Header header;
    private final Geometry geometry;
    private final ReferenceCount count;

    CopiedFlags(BlockNode file, Header header, ReferenceCount count) {
        this.file = file;
        this.header = header;
        this.geometry = header.geometry();
        this.count = count;
    }

    /** What {@link #forEachWrong} calls: where the table lies, and the entry as it is. */
    interface Visitor {
        void visit(long table, int index, long entry) throws IOException;
    }

    void forEachWrong(Visitor visitor) throws IOException {
        long[] l1 = MetadataLoader.readTable(file, header.l1());
        ClusterSet seen = new ClusterSet();
        for (int i = 0; i < l1.length; i++) {
            long offset = Entry.offset(l1[i]);
            if (!isPlace(offset)) {
                continue;
            }
            if (isWrong(l1[i])) {
                visitor.visit(header.l1().offset(), i, l1[i]);
            }
            if (!seen.add(geometry.clusterOf(offset))) {
                continue;
            }
            long[] l2 = MetadataLoader.readTable(file, new Header.Table(offset, geometry.tableEntries()));
            for (int k = 0; k < l2.length; k++) {
                boolean standard = (l2[k] & Entry.COMPRESSED) == 0 && isPlace(Entry.offset(l2[k]));
                if (standard && isWrong(l2[k])) {
                    visitor.visit(offset, k, l2[k]);
                }
            }
        }
    }

    private boolean isPlace(long offset) {
        return offset != 0 && geometry.isAligned(offset) && offset < file.size();
    }

    private boolean isWrong(long entry) {
        return Entry.isCopied(entry) != (count.get(geometry.clusterOf(Entry.offset(entry))) == 1);
    }
}
