; A guest that would notice if its disk were of another moment than its memory.
;
; It counts: each step reads the second sector of the first hard disk by the BIOS, checks that it holds the count, and
; writes the next one there. Every 4 steps it writes the count to COM1 as a line. What it finds wrong it says, and stops.
;
; Boots by El Torito without emulation, at 0000:7c00. Assemble with: nasm -f bin

bits 16
org 0x7c00

COM1            equ 0x3f8
DISK            equ 0x80
SECTOR          equ 0x6000
TICKS           equ 0x46c               ; the BIOS's count of timer interrupts
SECOND          equ 18

        cli
        cld
        jmp     0:main

main:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        sti
        call    serial_setup
        mov     si, begin
        call    say
step:
        mov     ah, 0x42
        call    disk
        mov     eax, [SECTOR]
        cmp     eax, [count]
        jne     other
        inc     eax
        mov     [SECTOR], eax
        mov     [count], eax
        mov     ah, 0x43
        call    disk
        test    byte [count], 3
        jnz     step
        mov     si, is
        call    say
        mov     eax, [count]
        call    number
        jmp     step

other:
        mov     ebx, eax
        mov     si, disk_has
        call    say
        mov     eax, ebx
        call    number
        mov     si, but
        call    say
        mov     eax, [count]
        call    number
        jmp     stop

; Tries again what fails: on a host that cannot set a guest's time-stamp counter, SeaBIOS believes after a return that it has
; waited for a command for as long as the snapshot is old. It leaves that command to the disk, and would take its end for that of the next, whose
; data came when the guest had the sector in use: so the next has to wait until it is over.
disk:                                   ; ah: extended read or write
        mov     cx, 3
.again:
        push    cx
        push    ax
        mov     si, packet
        mov     dl, DISK
        xor     al, al
        int     0x13
        pop     ax
        pop     cx
        jc      .failed
        ret
.failed:
        mov     bx, [TICKS]
        add     bx, SECOND
.wait:
        hlt
        cmp     [TICKS], bx
        js      .wait
        loop    .again
        mov     si, failed
        call    say
stop:
        hlt
        jmp     stop

number:                                 ; eax and a line's end
        mov     ecx, 8
.digit:
        rol     eax, 4
        push    eax
        and     al, 15
        add     al, '0'
        cmp     al, '9'
        jbe     .put
        add     al, 'a' - '0' - 10
.put:
        call    put
        pop     eax
        loop    .digit
        mov     al, 10
        jmp     put

%include "com1.inc"

begin           db "begin", 10, 0
is              db "n=", 0
disk_has        db "wrong: the disk has ", 0
but             db "wrong: the count is ", 0
failed          db "wrong: the disk fails", 10, 0

        align   4
packet          db 16, 0
                dw 1
                dw SECTOR, 0
                dq 1
count           dd 0

        times 2048 - ($ - $$) db 0
