package org.vitrine.engine.nvme;

/** Tells the guest how a command ended. */
@FunctionalInterface
interface Completer {
    /** @param result dword 0 of the completion */
    void complete(Command command, Status status, int result);
}
