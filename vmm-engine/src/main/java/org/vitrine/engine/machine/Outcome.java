package org.vitrine.engine.machine;

import org.jspecify.annotations.Nullable;

/**
 * How a machine ended.
 *
 * @param failure why the guest could not go on, with registers and instruction bytes where KVM gives them; null after an orderly end
 * @param goesOn whether another machine is to be assembled in its place, from what its directory says now
 */
public record Outcome(Cause cause, @Nullable String failure, boolean goesOn) {
    /** The end of it. */
    public Outcome(Cause cause, @Nullable String failure) {
        this(cause, failure, false);
    }
}
