package org.vitrine.engine.pci;

/** Which of the two address spaces a BAR decodes. */
enum BarSpace {
    MEMORY,
    IO
}
