; A guest that tells what its keyboard sends.
;
; It leaves the firmware's text on the screen, hides the cursor, says "ready" and its scan code set on the screen and as a
; line on COM1, and then writes each byte of the keyboard to both as two hexadecimal digits.
;
; Assemble with -D SCAN_SET=1 (the controller translates, as firmware leaves it) or -D SCAN_SET=2 (raw).
; Boots by El Torito without emulation, at 0000:7c00. Assemble with: nasm -f bin

bits 16
org 0x7c00

COM1            equ 0x3f8
DATA            equ 0x60
STATUS          equ 0x64
FULL            equ 0x01                ; a byte waits to be read
BUSY            equ 0x02                ; a byte waits for the controller
FIRST_CELL      equ 16 * 160            ; the codes are in the lines from the 17th on
END_CELL        equ 25 * 160

%if SCAN_SET == 1
MODE            equ 0x65                ; translate, mouse off, interrupt of the keyboard on
%else
MODE            equ 0x25
%endif

        cli
        cld
        jmp     0:main

main:
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     ah, 1                   ; no cursor
        mov     cx, 0x2000
        int     0x10
        cli
        mov     word [4 * 9], irq1      ; the BIOS must not take the bytes
        mov     word [4 * 9 + 2], 0
        call    serial_setup
        call    keyboard_setup
        mov     si, ready
        call    say
        mov     si, ready
        call    show
        mov     di, FIRST_CELL
.next:
        cli
        in      al, STATUS
        test    al, FULL
        jnz     .byte
        sti                             ; takes effect after hlt: no interrupt is missed
        hlt
        jmp     .next
.byte:
        in      al, DATA
        mov     bl, al
        shr     al, 4
        call    digit
        mov     al, bl
        and     al, 15
        call    digit
        mov     al, ' '
        call    put
        add     di, 2
        cmp     di, END_CELL
        jb      .next
        mov     di, FIRST_CELL
        jmp     .next

irq1:
        push    ax
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret

digit:                                  ; al below 16, to COM1 and to the cell at di
        add     al, '0'
        cmp     al, '9'
        jbe     .put
        add     al, 'a' - '0' - 10
.put:
        mov     ah, 7
        mov     [es:di], ax
        add     di, 2
        jmp     put

; --- keyboard ---

keyboard_setup:
.drain:
        in      al, STATUS
        test    al, FULL
        jz      .drained
        in      al, DATA
        jmp     .drain
.drained:
        mov     al, 0x60
        call    command
        mov     al, MODE
        call    tell
        mov     al, 0xf3                ; repeat as late and as seldom as there is: after a second, twice a second
        call    ask
        mov     al, 0x7f
ask:                                    ; al to the keyboard, and its answer away
        call    tell
.wait:
        in      al, STATUS
        test    al, FULL
        jz      .wait
        in      al, DATA
        ret

command:
        push    ax
        call    idle
        pop     ax
        out     STATUS, al
        ret

tell:
        push    ax
        call    idle
        pop     ax
        out     DATA, al
        ret

idle:
        in      al, STATUS
        test    al, BUSY
        jnz     idle
        ret

; --- COM1 ---

%include "com1.inc"

show:                                   ; ds:si, ended by 0 or the line's end, one line above the codes
        mov     ax, 0xb800
        mov     es, ax
        mov     di, FIRST_CELL - 160
        mov     ah, 7
.next:
        lodsb
        cmp     al, ' '
        jb      .done
        stosw
        jmp     .next
.done:
        ret

ready           db "ready, scan code set ", '0' + SCAN_SET, 13, 10, 0

        times 2048 - ($ - $$) db 0
