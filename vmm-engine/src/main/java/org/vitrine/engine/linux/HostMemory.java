package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of this process, page-aligned, with one owner. After {@link #close} any access through {@link #segment} is
 * a crash of the process, so the owner closes it only when every user is gone.
 */
public final class HostMemory implements AutoCloseable {
    public static final long PAGE = 4096;

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MREMAP_MAYMOVE = 1;
    private static final int MREMAP_FIXED = 2;
    private static final int MREMAP_DONTUNMAP = 4;
    private static final int MAP_HUGETLB = 0x40000;
    /** Where in the flags of mmap the binary logarithm of a huge page's size stands. */
    private static final int MAP_HUGE_SHIFT = 26;

    private static final int MADV_MERGEABLE = 12;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_DONTDUMP = 16;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;
    /** Page tables are moved whole between places that lie alike in one. */
    private static final long HUGE_PAGE = 2 << 20;
    /** Meanwhile no other thread, such as a vCPU, can have a page of this process. */
    private static final long FREED_AT_ONCE = 16 << 20;

    private final MemorySegment segment;
    private final @Nullable Fd fd;
    /** What it is unmapped in whole numbers of. */
    private final long pageSize;

    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean merged;

    private HostMemory(MemorySegment segment, @Nullable Fd fd) {
        this(segment, fd, PAGE);
    }

    private HostMemory(MemorySegment segment, @Nullable Fd fd, long pageSize) {
        this.segment = segment;
        this.fd = fd;
        this.pageSize = pageSize;
    }

    /**
     * Private anonymous memory, zeroed, with transparent huge pages where the host has them. What has room for any begins at the boundary of one: KVM maps by
     * huge pages only what lies alike for the guest and here.
     *
     * @param length bytes, a multiple of {@link #PAGE}
     * @throws LinuxException if the host has too little
     */
    public static HostMemory anonymous(long length) {
        HostMemory memory = new HostMemory(length < HUGE_PAGE ? mapAnonymous(length) : mapAligned(length), null);
        memory.adviseAsGuestMemory();
        return memory;
    }

    private static MemorySegment mapAnonymous(long length) {
        return map(length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    }

    private static MemorySegment mapAligned(long length) {
        long from = mapAnonymous(length + HUGE_PAGE).address();
        long aligned = Math.ceilDiv(from, HUGE_PAGE) * HUGE_PAGE;
        try {
            if (aligned > from) {
                Libc.munmap(from, aligned - from);
            }
            long behind = from + HUGE_PAGE - aligned;
            if (behind > 0) {
                Libc.munmap(aligned + length, behind);
            }
        } catch (LastErrorException e) {
            throw new LinuxException("unmap memory", e);
        }
        return Libc.segment(aligned, length);
    }

    /**
     * Private memory, zeroed, of huge pages that the host has set aside, all of which it has from here on.
     *
     * @param length bytes, a multiple of {@code pageSize}
     * @param pageSize bytes, of a size that the host has
     * @throws LinuxException if the host has not set aside enough
     */
    public static HostMemory hugePages(long length, long pageSize) {
        int size = Long.numberOfTrailingZeros(pageSize) << MAP_HUGE_SHIFT;
        HostMemory memory = new HostMemory(
                map(length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | size, -1),
                null,
                pageSize);
        memory.advise(MADV_DONTDUMP);
        try {
            // A control group can refuse what was promised; the process would end when it touches that.
            Libc.madvise(memory.address(), length, MADV_POPULATE_WRITE);
        } catch (LastErrorException e) {
            // Before Linux 5.14 nobody can ask for that.
            if (Errno.of(e.getErrorCode()) != Errno.EINVAL) {
                memory.close();
                throw new LinuxException("have " + length + " bytes of huge pages", e);
            }
        }
        return memory;
    }

    /**
     * Lets the kernel give pages of the same content to several processes (KSM).
     *
     * @return false if this kernel cannot
     */
    public boolean offerForMerging() {
        merged = advise(MADV_MERGEABLE);
        return merged;
    }

    private void adviseAsGuestMemory() {
        advise(MADV_DONTDUMP);
        if (segment.byteSize() >= HUGE_PAGE) {
            advise(MADV_HUGEPAGE);
        }
        if (merged) {
            advise(MADV_MERGEABLE);
        }
    }

    /** Whether {@link #showFile} works: other memory is read into. */
    public boolean canShowFile() {
        return fd == null && pageSize == PAGE;
    }

    /**
     * Makes anonymous memory show a file's content, each page of which is read when it is first touched; what is written stays here. The address stays, so KVM's
     * memory slots do as well. The file must not get shorter as long as this memory lives; it may be removed.
     *
     * @param offset in the file, a multiple of {@link #PAGE}; the file is at least as long as this memory from there on
     * @return what it had until now: to close that takes the longer the more it is, and has time
     * @throws LinuxException if the system refuses; the memory is as it was then
     */
    public HostMemory showFile(DiskFile file, long offset) {
        if (!canShowFile()) {
            throw new IllegalStateException("shared memory and huge pages cannot show another file");
        }
        HostMemory former = reserve(segment.byteSize() + HUGE_PAGE);
        long aside = former.address() + (segment.address() - former.address() & HUGE_PAGE - 1);
        boolean moved = move(segment.address(), aside);
        try {
            Libc.mmap(
                    segment.address(),
                    segment.byteSize(),
                    PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE,
                    file.descriptor(),
                    offset);
        } catch (LastErrorException e) {
            if (moved) {
                move(aside, segment.address());
            }
            former.close();
            throw new LinuxException("map a file of " + segment.byteSize() + " bytes", e);
        }
        adviseAsGuestMemory();
        return former;
    }

    private static HostMemory reserve(long length) {
        return new HostMemory(map(length, 0, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1), null);
    }

    /** Moves what lies somewhere, and leaves nothing there, but no gap. @return false if the kernel is too old for it (before Linux 5.13) */
    private boolean move(long from, long to) {
        try {
            Libc.mremap(
                    from, segment.byteSize(), segment.byteSize(), MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, to);
            return true;
        } catch (LastErrorException e) {
            return false;
        }
    }

    /**
     * Shared memory behind a descriptor that can be handed to another process; sealed, so that neither side can shrink
     * it under the other.
     *
     * @param length bytes, a multiple of {@link #PAGE}
     */
    public static HostMemory sharedSealed(String name, long length) {
        try {
            Fd fd = new Fd(Libc.memfd_create(Libc.cString(name), MFD_CLOEXEC | MFD_ALLOW_SEALING));
            Libc.ftruncate(fd.number(), length);
            Libc.fcntl(fd.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
            return new HostMemory(map(length, PROT_READ | PROT_WRITE, MAP_SHARED, fd.number()), fd);
        } catch (LastErrorException e) {
            throw new LinuxException("make shared memory of " + length + " bytes", e);
        }
    }

    /**
     * Maps a descriptor that another process handed over.
     *
     * @param length bytes, which the descriptor must have: the caller checks size and seals first
     * @param writable false maps it read-only
     */
    public static HostMemory ofShared(Fd fd, long length, boolean writable) {
        return new HostMemory(map(length, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd.number()), fd);
    }

    /** Maps part of a descriptor, such as a vCPU's run structure; the descriptor keeps its owner. */
    public static HostMemory ofDescriptor(int fd, long length) {
        return new HostMemory(map(length, PROT_READ | PROT_WRITE, MAP_SHARED, fd), null);
    }

    private static MemorySegment map(long length, int protection, int flags, int fd) {
        try {
            return Libc.segment(Libc.mmap(0, length, protection, flags, fd, 0), length);
        } catch (LastErrorException e) {
            throw new LinuxException("map " + length + " bytes", e);
        }
    }

    /** Only advice: a kernel built without the feature refuses it. @return whether it was taken */
    private boolean advise(int advice) {
        try {
            Libc.madvise(segment.address(), segment.byteSize(), advice);
            return true;
        } catch (LastErrorException e) {
            System.getLogger(HostMemory.class.getName())
                    .log(System.Logger.Level.DEBUG, "madvise {0}: {1}", advice, e.getMessage());
            return false;
        }
    }

    public MemorySegment segment() {
        return segment;
    }

    public long address() {
        return segment.address();
    }

    /** The descriptor behind shared memory, which stays owned here; null for anonymous memory. */
    public @Nullable Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                long step = Math.max(FREED_AT_ONCE, pageSize);
                for (long at = 0; at < segment.byteSize(); at += step) {
                    Libc.munmap(segment.address() + at, Math.min(step, segment.byteSize() - at));
                }
            } catch (LastErrorException e) {
                throw new LinuxException("unmap memory", e);
            }
            if (fd != null) {
                fd.close();
            }
        }
    }
}
