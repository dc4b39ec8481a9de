/**
 * Floor 3: a machine's directory, whether the machine runs or not: the layers of its disks, its snapshots and saved state, its clones.
 */
package org.vitrine.engine.storage;
