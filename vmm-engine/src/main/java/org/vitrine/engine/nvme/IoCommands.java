package org.vitrine.engine.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.image.block.RangeSequence;
import org.vitrine.engine.memory.GuestMemory;

/** The commands of the NVM command set (NVM Express 1.4, 6): checks them, and makes of them requests to the disk. Only the worker. */
final class IoCommands {
    /** What a command asks of the disk. */
    @FunctionalInterface
    interface Request {
        void start(BlockQueue.Completion done);
    }

    /** Dword 12: the number of blocks, from 0. */
    private static final int COUNT = 0xffff;
    /** Dword 12: force unit access. */
    private static final int FORCE_UNIT_ACCESS = 1 << 30;
    /** Dword 11 of Dataset Management: deallocate. */
    private static final int DEALLOCATE = 1 << 2;

    private static final int RANGES = 0xff;
    private static final int RANGE_BYTES = 16;

    private final GuestMemory memory;
    private final Namespace namespace;
    private final DiskBackend disk;
    private final Features features;
    private final Health health;

    IoCommands(GuestMemory memory, Namespace namespace, Features features, Health health) {
        this.memory = memory;
        this.namespace = namespace;
        this.disk = namespace.disk();
        this.features = features;
        this.health = health;
    }

    /** Checks a command. Nothing has changed yet if it is refused. */
    Request prepare(Command command) throws CommandException {
        IoOpcode opcode = IoOpcode.of(command.opcode());
        if (opcode == null || opcode == IoOpcode.DATASET_MANAGEMENT && !disk.takesDiscards()) {
            throw new CommandException(Status.INVALID_OPCODE);
        }
        boolean forAll = opcode == IoOpcode.FLUSH && command.namespace() == Namespace.ALL;
        if (command.namespace() != Namespace.ID && !forAll) {
            throw new CommandException(Status.INVALID_NAMESPACE);
        }
        if (opcode.changesContent() && disk.isReadOnly()) {
            throw new CommandException(Status.WRITE_PROTECTED);
        }
        return switch (opcode) {
            case FLUSH -> disk::flush;
            case READ -> read(command);
            case WRITE -> write(command);
            case WRITE_ZEROES -> writeZeroes(command);
            case DATASET_MANAGEMENT -> manage(command);
        };
    }

    private static int blocks(Command command) {
        return (command.dword(12) & COUNT) + 1;
    }

    private boolean durable(Command command) {
        return (command.dword(12) & FORCE_UNIT_ACCESS) != 0 || !features.cachesWrites();
    }

    private Request read(Command command) throws CommandException {
        int blocks = blocks(command);
        long position = namespace.position(command.quadword10(), blocks);
        DataPointer data = DataPointer.of(memory, command, (long) blocks * Namespace.BLOCK, true);
        Buffers buffers = data.buffers();
        return done -> disk.read(position, buffers, failure -> {
            data.written();
            if (failure == null) {
                health.read(blocks);
            }
            done.completed(failure);
        });
    }

    private Request write(Command command) throws CommandException {
        int blocks = blocks(command);
        long position = namespace.position(command.quadword10(), blocks);
        Buffers buffers = DataPointer.of(memory, command, (long) blocks * Namespace.BLOCK, false)
                .buffers();
        boolean durable = durable(command);
        return done -> disk.write(position, buffers, durable, counted(blocks, done));
    }

    private Request writeZeroes(Command command) throws CommandException {
        int blocks = blocks(command);
        long position = namespace.position(command.quadword10(), blocks);
        boolean durable = durable(command);
        // With or without the deallocate bit: the disk gives back what space it can, and reads as zeroes.
        return done -> disk.writeZeroes(position, (long) blocks * Namespace.BLOCK, durable, counted(blocks, done));
    }

    private BlockQueue.Completion counted(int blocks, BlockQueue.Completion done) {
        return failure -> {
            if (failure == null) {
                health.written(blocks);
            }
            done.completed(failure);
        };
    }

    /** Dataset Management (NVM Express 1.4, 6.7). All ranges are checked before the first is deallocated; hints are ignored. */
    private Request manage(Command command) throws CommandException {
        int count = (command.dword(10) & RANGES) + 1;
        int bytes = count * RANGE_BYTES;
        ByteBuffer ranges = ByteBuffer.wrap(
                        DataPointer.of(memory, command, bytes, false).get(bytes))
                .order(ByteOrder.LITTLE_ENDIAN);
        boolean deallocate = (command.dword(11) & DEALLOCATE) != 0;
        int deallocated = deallocate ? count : 0;
        RangeSequence deallocation = new RangeSequence(deallocated, disk::discard);
        for (int i = 0; i < deallocated; i++) {
            long blocks = ranges.getInt(i * RANGE_BYTES + 4) & 0xffff_ffffL;
            deallocation.set(
                    i, namespace.position(ranges.getLong(i * RANGE_BYTES + 8), blocks), blocks * Namespace.BLOCK);
        }
        return deallocation::start;
    }
}
