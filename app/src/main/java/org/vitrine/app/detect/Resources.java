package org.vitrine.app.detect;

/**
 * What a system needs of a machine.
 *
 * @param memoryMiB at least 1
 * @param cpus at least 1
 * @param diskGiB 0 if it needs none
 */
public record Resources(int memoryMiB, int cpus, int diskGiB) {
    Resources withoutDisk() {
        return new Resources(memoryMiB, cpus, 0);
    }
}
