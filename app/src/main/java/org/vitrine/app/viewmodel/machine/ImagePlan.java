package org.vitrine.app.viewmodel.machine;

/** What has to be done to a disk's image before the edited configuration holds. */
public sealed interface ImagePlan {
    /** A new, empty image. @param size of the disk in bytes */
    record Create(long size) implements ImagePlan {}

    /** A larger disk. @param size in bytes */
    record Grow(long size) implements ImagePlan {}

    /** The disk is taken out of the machine, and its file goes to the trash. */
    record Trash() implements ImagePlan {}
}
