package org.vitrine.engine.machine;

import org.jspecify.annotations.Nullable;

/**
 * How a machine ended.
 *
 * @param failure why the guest could not go on, with registers and instruction bytes where KVM gives them; null after an orderly end
 */
public record Outcome(Cause cause, @Nullable String failure) {}
