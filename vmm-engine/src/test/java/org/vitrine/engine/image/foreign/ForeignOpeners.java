package org.vitrine.engine.image.foreign;

import java.io.IOException;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/** Opens what lies in one file, by QEMU's name for the format. */
final class ForeignOpeners {
    private static final Vmdk.Companions NONE = new Vmdk.Companions() {
        @Override
        public BlockNode extent(String name) throws ImageException {
            throw new ImageException("There is no extent.");
        }

        @Override
        public BlockNode parent(String hint) throws ImageException {
            throw new ImageException("There is no parent.");
        }
    };

    private ForeignOpeners() {}

    static BlockNode open(String format, BlockNode file) throws ImageException, IOException {
        return switch (format) {
            case "vdi" -> Vdi.open(file);
            case "vpc" -> Vhd.open(file);
            case "vhdx" -> Vhdx.open(file);
            case "vmdk" -> Vmdk.open(file, NONE);
            default -> throw new IllegalArgumentException(format);
        };
    }
}
