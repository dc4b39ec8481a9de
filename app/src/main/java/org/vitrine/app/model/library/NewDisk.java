package org.vitrine.app.model.library;

import java.nio.file.Path;
import org.vitrine.app.model.DiskRequest;
import org.vitrine.engine.config.MachineConfig.Disk;

/** A hard disk of a machine that is to be made. */
public sealed interface NewDisk {
    Disk.Bus bus();

    Disk.Cache cache();

    /** An empty disk in the machine's folder, which grows as it is written (qcow2). @param size in bytes */
    record Empty(long size, Disk.Bus bus, Disk.Cache cache) implements NewDisk {
        public Empty(long size) {
            this(size, Disk.Bus.AHCI);
        }

        public Empty(long size, Disk.Bus bus) {
            this(size, bus, Disk.Cache.WRITEBACK);
        }
    }

    /** An image that stays where it is, and that the machine writes to unless it is only read. */
    record InPlace(DiskRequest request) implements NewDisk {
        @Override
        public Disk.Bus bus() {
            return request.bus();
        }

        @Override
        public Disk.Cache cache() {
            return request.cache();
        }
    }

    /** A copy of an image of any format, in the machine's folder (qcow2). */
    record Copy(Path image, Disk.Bus bus, Disk.Cache cache) implements NewDisk {
        public Copy(Path image) {
            this(image, Disk.Bus.AHCI, Disk.Cache.WRITEBACK);
        }
    }
}
