package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes system calls from all threads of this process for good (seccomp(2), with SECCOMP_FILTER_FLAG_TSYNC): whoever took a process over that only talks to the network could use
 * them against the rest of the user's session. What is left is what a running JVM and sockets of IP need, and reading.
 */
public final class Seccomp {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SYS_SECCOMP = 317;
    private static final int SET_MODE_FILTER = 1;
    private static final int FLAG_TSYNC = 1;

    private static final int ALLOW = 0x7fff_0000;
    private static final int ERROR = 0x0005_0000;
    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    private static final int AUDIT_ARCH_X86_64 = 0xc000_003e;
    /** From here on the numbers are of x32. */
    private static final int X32 = 0x4000_0000;

    /** Fields of struct seccomp_data. */
    private static final int NUMBER = 0;

    private static final int ARCH = 4;
    private static final int ARGUMENTS = 16;

    /** BPF's instructions (linux/filter.h). */
    private static final int LOAD_WORD = 0x20;

    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;

    private static final int SOCKET = 41;
    private static final int SOCKETPAIR = 53;
    private static final int CLONE = 56;
    private static final int CLONE3 = 435;
    private static final int OPEN = 2;
    private static final int OPENAT = 257;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int CLONE_THREAD = 0x1_0000;
    /** O_WRONLY, O_RDWR, O_CREAT and O_TRUNC. */
    private static final int WRITING = 3 | 0100 | 01000;

    /** To start programs, to look into or signal other processes, to change files, to use the less used parts of the kernel. */
    private static final int[] REFUSED = {
        59,
        322,
        57,
        58, // execve, execveat, fork, vfork
        101,
        310,
        311,
        312,
        434,
        438,
        62,
        200,
        129,
        297,
        424, // ptrace, process_vm_*, kcmp, pidfd_*, kill, tkill, rt_*sigqueueinfo
        82,
        264,
        316,
        83,
        258,
        84,
        85,
        86,
        265,
        87,
        263,
        88,
        266,
        133,
        259, // rename, mkdir, rmdir, creat, link, unlink, symlink, mknod
        90,
        91,
        268,
        452,
        92,
        93,
        94,
        260,
        76,
        188,
        189,
        190,
        197,
        198,
        199, // chmod, chown, truncate, *xattr
        165,
        166,
        155,
        161,
        272,
        308,
        428,
        429,
        430,
        432,
        442, // mount and its kin, pivot_root, chroot, unshare, setns
        321,
        298,
        323,
        250,
        248,
        249,
        425,
        426,
        427, // bpf, perf_event_open, userfaultfd, keys, io_uring
        175,
        313,
        176,
        246,
        320,
        304,
        135,
        103,
        139,
        SOCKETPAIR // modules, kexec, open_by_handle_at, personality, syslog, sysfs
    };

    private record Instruction(int code, int whenTrue, int whenFalse, int operand) {}

    private Seccomp() {}

    /** Does so. @throws LinuxException if the kernel refuses */
    public static void keepToNetwork() {
        List<Instruction> program = program();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(8L * program.size(), 8);
            for (int i = 0; i < program.size(); i++) {
                Instruction instruction = program.get(i);
                code.set(ValueLayout.JAVA_SHORT, 8L * i, (short) instruction.code);
                code.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) instruction.whenTrue);
                code.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) instruction.whenFalse);
                code.set(ValueLayout.JAVA_INT, 8L * i + 4, instruction.operand);
            }
            // struct sock_fprog
            MemorySegment filter = arena.allocate(16, 8);
            filter.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
            filter.set(ValueLayout.JAVA_LONG, 8, code.address());
            Libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            Libc.syscall(SYS_SECCOMP, SET_MODE_FILTER, FLAG_TSYNC, filter.address(), 0);
        } catch (LastErrorException e) {
            throw new LinuxException("give up system calls", e);
        }
    }

    private static List<Instruction> program() {
        List<Instruction> code = new ArrayList<>();
        code.add(load(ARCH));
        code.add(new Instruction(JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64));
        code.add(result(KILL_PROCESS));
        code.add(load(NUMBER));
        code.add(new Instruction(JUMP_AT_LEAST, 0, 1, X32));
        code.add(refuse(ENOSYS));
        for (int number : REFUSED) {
            code.add(new Instruction(JUMP_EQUAL, 0, 1, number));
            code.add(refuse(EPERM));
        }
        // The C library makes threads by clone where there is no clone3, whose flags a filter cannot see.
        code.add(new Instruction(JUMP_EQUAL, 0, 1, CLONE3));
        code.add(refuse(ENOSYS));
        when(code, CLONE, load(ARGUMENTS), new Instruction(JUMP_SET, 1, 0, CLONE_THREAD), refuse(EPERM));
        when(code, OPEN, load(ARGUMENTS + 8), new Instruction(JUMP_SET, 0, 1, WRITING), refuse(EPERM));
        when(code, OPENAT, load(ARGUMENTS + 16), new Instruction(JUMP_SET, 0, 1, WRITING), refuse(EPERM));
        when(
                code,
                SOCKET,
                load(ARGUMENTS),
                new Instruction(JUMP_EQUAL, 2, 0, AF_INET),
                new Instruction(JUMP_EQUAL, 1, 0, AF_INET6),
                refuse(EPERM));
        code.add(result(ALLOW));
        return code;
    }

    /** Looks closer at one call, and allows what the instructions let pass. */
    private static void when(List<Instruction> code, int number, Instruction... instructions) {
        code.add(new Instruction(JUMP_EQUAL, 0, instructions.length + 1, number));
        code.addAll(List.of(instructions));
        code.add(result(ALLOW));
    }

    private static Instruction load(int offset) {
        return new Instruction(LOAD_WORD, 0, 0, offset);
    }

    private static Instruction result(int value) {
        return new Instruction(RETURN, 0, 0, value);
    }

    private static Instruction refuse(int errno) {
        return result(ERROR | errno);
    }
}
