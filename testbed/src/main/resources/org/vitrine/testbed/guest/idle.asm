; Does nothing, for ever.

bits 64

        cli
idle:   hlt
        jmp idle
