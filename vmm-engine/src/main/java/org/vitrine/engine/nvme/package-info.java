/**
 * Floor 6: NVM Express. {@code Nvme} is the PCI function, {@code NvmeController} its registers and life cycle,
 * {@code CommandProcessor} takes commands from submission queues and answers in completion queues, {@code AdminCommands} and
 * {@code IoCommands} carry them out.
 */
package org.vitrine.engine.nvme;
