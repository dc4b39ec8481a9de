package org.vitrine.engine.nvme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.memory.GuestMemory;

/** Get Log Page (NVM Express 1.4, 5.14). Only the worker. */
final class LogPages {
    private static final int RETAIN_EVENT = 0x8000;
    private static final int COMMAND_SUPPORTED = 1;
    private static final int CONTENT_CHANGES = 2;

    private final GuestMemory memory;
    private final Namespace namespace;
    private final Features features;
    private final Health health;
    private final ErrorLog errors;
    private final AsyncEvents events;

    LogPages(
            GuestMemory memory,
            Namespace namespace,
            Features features,
            Health health,
            ErrorLog errors,
            AsyncEvents events) {
        this.memory = memory;
        this.namespace = namespace;
        this.features = features;
        this.health = health;
        this.errors = errors;
        this.events = events;
    }

    /** Writes as much of the page as there is; what the guest asks for beyond that is left as it is. */
    void get(Command command) throws CommandException {
        LogPage page = LogPage.of(command.dword(10) & 0xff);
        if (page == null) {
            throw new CommandException(Status.INVALID_LOG_PAGE);
        }
        check(command.namespace() == 0 || command.namespace() == Namespace.ALL);
        long dwords = (command.dword(10) >>> 16 | (long) (command.dword(11) & 0xffff) << 16) + 1;
        long bytes = dwords * Integer.BYTES;
        long offset = (long) command.dword(13) << 32 | command.dword(12) & 0xffff_ffffL;
        byte[] content = content(page);
        check(bytes <= DataPointer.MOST_BYTES && (offset & 3) == 0 && offset >= 0 && offset <= content.length);
        int length = (int) Math.min(bytes, content.length - offset);
        if (length > 0) {
            byte[] part = new byte[length];
            System.arraycopy(content, (int) offset, part, 0, length);
            DataPointer.of(memory, command, length, true).put(part);
        }
        if ((command.dword(10) & RETAIN_EVENT) == 0) {
            events.read(page);
            if (page == LogPage.CHANGED_NAMESPACES) {
                namespace.changesSeen();
            }
        }
    }

    private static void check(boolean valid) throws CommandException {
        if (!valid) {
            throw new CommandException(Status.INVALID_FIELD);
        }
    }

    private byte[] content(LogPage page) {
        return switch (page) {
            case ERRORS -> errors.log();
            case HEALTH -> health.log(features, errors.count());
            case FIRMWARE -> firmware();
            case CHANGED_NAMESPACES -> namespace.changes();
            case COMMANDS -> commands();
        };
    }

    /** Firmware Slot Information (NVM Express 1.4, 5.14.1.3): slot 1 is active. */
    private static byte[] firmware() {
        ByteBuffer log = ByteBuffer.allocate(512);
        log.put(0, (byte) 1);
        ControllerIdentity.text(log, 8, 8, ControllerIdentity.FIRMWARE);
        return log.array();
    }

    /** Commands Supported and Effects (NVM Express 1.4, 5.14.1.5). */
    private static byte[] commands() {
        ByteBuffer log = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        for (AdminOpcode opcode : AdminOpcode.values()) {
            log.putInt(Integer.BYTES * opcode.code(), COMMAND_SUPPORTED);
        }
        for (IoOpcode opcode : IoOpcode.values()) {
            int effects = COMMAND_SUPPORTED | (opcode.changesContent() ? CONTENT_CHANGES : 0);
            log.putInt(1024 + Integer.BYTES * opcode.code(), effects);
        }
        return log.array();
    }
}
