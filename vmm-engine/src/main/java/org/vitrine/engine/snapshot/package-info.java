/**
 * Snapshots on the disk: a directory each, with a manifest whose appearance is the moment from which the snapshot exists. Knows files, not machines.
 */
package org.vitrine.engine.snapshot;
