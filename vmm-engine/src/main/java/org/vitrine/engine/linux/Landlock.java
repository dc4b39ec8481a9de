package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Takes the file system from a thread, and from every process that it starts, but for what is named (landlock(7)). It cannot be taken back, so the thread should be one that
 * starts a process and ends.
 */
public final class Landlock {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int CREATE_RULESET = 444;
    private static final int ADD_RULE = 445;
    private static final int RESTRICT_SELF = 446;
    private static final int CREATE_RULESET_VERSION = 1;
    private static final int RULE_PATH_BENEATH = 1;
    private static final int O_PATH = 010000000;

    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;
    private static final long TRUNCATE = 1 << 14;
    private static final long READ = EXECUTE | READ_FILE | READ_DIR;
    /** What can be asked of a file that is no directory. */
    private static final long OF_FILES = EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE;
    /** All rights of files by version: 1 has thirteen, 2 adds REFER, 3 TRUNCATE, 5 IOCTL_DEV. */
    private static final int[] RIGHTS = {0, 13, 14, 15, 15, 16};
    /** From this version on: abstract sockets of others, and signals to them. */
    private static final int SCOPE_VERSION = 6;

    private static final long SCOPES = 3;

    private Landlock() {}

    /**
     * Restricts the calling thread, which gives up new privileges (prctl(2), PR_SET_NO_NEW_PRIVS) too.
     *
     * @param readable files, and directories with all below them, to be read and executed; those that do not exist are passed over
     * @param writable the same, for anything
     * @return false if this kernel has no Landlock; privileges are given up all the same
     * @throws LinuxException if the kernel refuses
     */
    public static boolean restrictThread(Collection<Path> readable, Collection<Path> writable) {
        try (Arena arena = Arena.ofConfined()) {
            Libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            int version = version();
            if (version < 1) {
                return false;
            }
            long all = (1L << RIGHTS[Math.min(version, RIGHTS.length - 1)]) - 1;
            MemorySegment attributes = arena.allocate(3L * Long.BYTES, Long.BYTES);
            attributes.setAtIndex(ValueLayout.JAVA_LONG, 0, all);
            attributes.setAtIndex(ValueLayout.JAVA_LONG, 2, SCOPES);
            int length = version < SCOPE_VERSION ? Long.BYTES : 3 * Long.BYTES;
            try (Fd rules = new Fd((int) Libc.syscall(CREATE_RULESET, attributes.address(), length, 0, 0))) {
                readable.forEach(path -> allow(arena, rules, path, READ & all));
                writable.forEach(path -> allow(arena, rules, path, all));
                Libc.syscall(RESTRICT_SELF, rules.number(), 0, 0, 0);
            }
            return true;
        } catch (LastErrorException e) {
            throw new LinuxException("restrict a thread", e);
        }
    }

    /** Of the kernel's Landlock; 0 without. */
    private static int version() {
        try {
            return (int) Libc.syscall(CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION, 0);
        } catch (LastErrorException e) {
            // ENOSYS, or EOPNOTSUPP where it is switched off.
            return 0;
        }
    }

    private static void allow(Arena arena, Fd rules, Path path, long rights) {
        if (!Files.exists(path)) {
            return;
        }
        try (Fd parent = Fd.open(path.toString(), O_PATH)) {
            // struct landlock_path_beneath_attr, packed: 64 bits of rights, a descriptor.
            MemorySegment rule = arena.allocate(12, Long.BYTES);
            rule.set(ValueLayout.JAVA_LONG, 0, Files.isDirectory(path) ? rights : rights & OF_FILES);
            rule.set(ValueLayout.JAVA_INT, 8, parent.number());
            Libc.syscall(ADD_RULE, rules.number(), RULE_PATH_BENEATH, rule.address(), 0);
        }
    }
}
