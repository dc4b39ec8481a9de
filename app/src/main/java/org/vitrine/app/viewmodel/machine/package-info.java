/** A machine's page without its window: the draft of its configuration, its disks, its snapshots, what it did and does. */
package org.vitrine.app.viewmodel.machine;
