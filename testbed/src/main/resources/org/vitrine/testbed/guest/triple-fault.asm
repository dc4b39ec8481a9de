; Faults at its first instruction, where no handler can be.

bits 64

        ud2
