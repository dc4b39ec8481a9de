; A guest whose picture stands still: mode 13h with a pattern, until a key is pressed, which changes one pixel.
;
; Boots by El Torito without emulation, at 0000:7c00. Assemble with: nasm -f bin

bits 16
org 0x7c00

DATA            equ 0x60

        cli
        cld
        jmp     0:main

main:
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     ax, 0x13
        int     0x10
        cli
        mov     word [4 * 9], irq1
        mov     word [4 * 9 + 2], 0
        mov     ax, 0xa000
        mov     es, ax
        xor     di, di
.pixel:
        mov     ax, di
        add     al, ah
        stosb
        cmp     di, 320 * 200
        jb      .pixel
.sleep:
        sti
        hlt
        jmp     .sleep

irq1:                                   ; each byte of the keyboard changes the first pixel
        push    ax
        in      al, DATA
        inc     byte [es:0]
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret

        times 512 - ($ - $$) db 0
