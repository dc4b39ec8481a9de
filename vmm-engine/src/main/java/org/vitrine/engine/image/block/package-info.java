/** The block layer: nodes that hold a disk's content, and the queue through which a running guest uses them. */
package org.vitrine.engine.image.block;
