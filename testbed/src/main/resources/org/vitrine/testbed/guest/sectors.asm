; A disk's boot sector: says on COM1 what sector 1 begins with, writes that sector to sectors 2 to 9 with its first byte counted up from '2', reads the
; last of them again and says it, and ends with "end". All by the firmware's INT 13h (Enhanced Disk Drive Specification 3.0), on the drive that it booted from.

bits 16
org 0x7c00

COM1        equ 0x3f8
FIRST       equ 2
COUNT       equ 8
BUFFER      equ 0x8000

        cli
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        sti
        mov     [drive], dl
        call    serial_setup

        mov     ah, 0x42
        call    transfer
        mov     si, BUFFER
        call    say

        mov     byte [packet.sector], FIRST
write:
        mov     al, [packet.sector]
        add     al, '0'
        mov     [BUFFER], al
        mov     ah, 0x43
        call    transfer
        inc     byte [packet.sector]
        cmp     byte [packet.sector], FIRST + COUNT
        jb      write

        dec     byte [packet.sector]
        mov     byte [BUFFER], 0
        mov     ah, 0x42
        call    transfer
        mov     si, BUFFER
        call    say
        mov     si, end
        call    say
idle:   hlt
        jmp     idle

; The function in ah for one sector.
transfer:
        xor     al, al
        mov     dl, [drive]
        mov     si, packet
        int     0x13
        jc      .failed
        ret
.failed:
        mov     si, failed
        call    say
        jmp     idle

%include "com1.inc"

drive:  db      0
failed: db      "failed", 10, 0
end:    db      "end", 10, 0
        align   4
packet:
        db      16, 0
        dw      1
        dw      BUFFER, 0
.sector:
        dq      1

        times   510 - ($ - $$) db 0
        dw      0xaa55
