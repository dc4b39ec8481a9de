/**
 * QEMU's copy-on-write format, versions 2 and 3 (docs/interop/qcow2.txt). {@link org.vitrine.engine.image.qcow2.Qcow2Image} is the node.
 *
 * <p>Order on the medium, so that any subset of what was written since the last flush may be lost: reference counts rise and data is written, then
 * second-level tables, then the first-level table, each after a flush of what it refers to; what is no longer referred to is free only once that is
 * on the medium.
 */
package org.vitrine.engine.image.qcow2;
