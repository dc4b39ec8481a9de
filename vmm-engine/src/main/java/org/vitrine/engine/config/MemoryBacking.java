package org.vitrine.engine.config;

import java.util.Optional;

/**
 * What of the host's memory a machine's RAM is, which its guest does not see.
 *
 * @param pages of which size
 * @param merge whether the kernel may give pages of the same content to several machines (KSM). Off unless somebody wants it: how long a write takes then tells a
 *     guest what others have in their memory.
 */
public record MemoryBacking(Pages pages, boolean merge) {
    public static final MemoryBacking USUAL = new MemoryBacking(Pages.TRANSPARENT, false);

    public MemoryBacking withPages(Pages other) {
        return new MemoryBacking(other, merge);
    }

    public MemoryBacking withMerge(boolean other) {
        return new MemoryBacking(pages, other);
    }

    /** By its names in {@code machine.json} and on the command line. */
    public enum Pages {
        /** The kernel takes huge pages where it has them, and gives memory when it is touched. */
        TRANSPARENT(0),
        /** Of those that the host's administrator has set aside, all of them when the machine starts. */
        HUGE_2M(2),
        HUGE_1G(1024);

        private final int mebibytes;

        Pages(int mebibytes) {
            this.mebibytes = mebibytes;
        }

        public static Optional<Pages> of(String word) {
            return Words.find(values(), word);
        }

        public String word() {
            return Words.of(this);
        }

        /** Whether they are set aside for machines that ask for them. */
        public boolean isReserved() {
            return mebibytes > 0;
        }

        /** The size of one in MiB, of those that are set aside; else 0. */
        public int mebibytes() {
            return mebibytes;
        }
    }
}
