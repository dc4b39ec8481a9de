; A guest that sees disks come and go at AHCI port 3 and in the PCI Express slot of root port 00:1c.1, and says so on COM1, a line each:
;
;   ahci PxSSTS PxSERR PxIS     when the link's state has changed; it then clears the errors
;   slot STATUS                 when the slot has events, with slot status and slot control; it then clears them
;   found IDENTITY              what it finds in the slot once it has turned its power on
;   off                         when it has turned the power off, since the attention button was pressed
;
; Numbers are 8 hexadecimal digits. It polls, for all of its interrupts are masked.

bits 64
default rel
org 0x200200

COM1            equ 0x3f8
AHCI            equ 0x80000000 | 31 << 11 | 2 << 8
ROOT_PORT       equ 0x80000000 | 28 << 11 | 1 << 8
EXPRESS         equ 0x40
FIRST_PORT      equ 0x100
PORT            equ 3 * 0x80

FIS             equ 0x300000
COMMAND_LIST    equ 0x301000

; Slot control: all events, interrupts, the attention indicator off; and then power and its indicator.
SLOT_ON         equ 0x11ff
SLOT_BLINKS     equ 0x12ff
SLOT_OFF        equ 0x17ff
SLOT_EVENTS     equ 0x011f

        cli
        cld
        mov     rsp, 0x200000
        mov     dx, COM1 + 3
        mov     al, 0x80
        out     dx, al
        mov     dx, COM1
        mov     al, 1                   ; 115200 baud
        out     dx, al
        inc     dx
        xor     al, al
        out     dx, al
        mov     dx, COM1 + 3
        mov     al, 3                   ; 8N1
        out     dx, al

        mov     edi, AHCI + 0x24
        call    config
        and     eax, ~15
        mov     ebx, eax
        lea     rbp, [rbx + FIRST_PORT + PORT]
        mov     dword [rbp + 0x00], COMMAND_LIST
        mov     dword [rbp + 0x04], 0
        mov     dword [rbp + 0x08], FIS
        mov     dword [rbp + 0x0c], 0
        mov     dword [rbp + 0x18], 0x10        ; FISes are received
        mov     dword [rbp + 0x30], -1
        mov     r13d, [rbp + 0x28]

        mov     edi, ROOT_PORT + EXPRESS + 0x18
        call    config
        mov     ax, SLOT_OFF
        call    slot_control
        lea     rsi, [begin]
        call    say

look:
        mov     eax, [rbp + 0x28]
        cmp     eax, r13d
        je      .slot
        mov     r13d, eax
        lea     rsi, [ahci]
        call    say
        mov     r12d, r13d
        call    number
        mov     r12d, [rbp + 0x30]
        call    number
        mov     r12d, [rbp + 0x10]
        call    number
        call    line
        mov     dword [rbp + 0x30], -1
.slot:
        mov     edi, ROOT_PORT + EXPRESS + 0x18
        call    config
        mov     r14d, eax
        test    eax, SLOT_EVENTS << 16
        jz      look
        mov     dx, 0xcfe
        shr     eax, 16
        and     eax, SLOT_EVENTS
        out     dx, ax
        call    config                  ; what is there now; what changes later is an event again
        mov     r15d, eax
        lea     rsi, [slot]
        call    say
        mov     r12d, r14d
        call    number
        call    line
        test    r15d, 0x40 << 16        ; present
        jz      look
        test    r15d, 0x400             ; without power
        jz      .powered
        mov     ax, SLOT_ON
        call    slot_control
        mov     edi, ROOT_PORT + 0x18
        call    config
        shl     eax, 8                  ; the secondary bus to its place
        and     eax, 0xff0000
        or      eax, 0x80000000
        mov     edi, eax
        call    config
        mov     r12d, eax
        lea     rsi, [found]
        call    say
        call    number
        call    line
        jmp     look
.powered:
        test    r14d, 1 << 16           ; the attention button
        jz      look
        mov     ax, SLOT_BLINKS
        call    slot_control
        mov     ax, SLOT_OFF
        call    slot_control
        lea     rsi, [off]
        call    say
        jmp     look

slot_control:                           ; ax
        mov     r8d, eax
        mov     edi, ROOT_PORT + EXPRESS + 0x18
        mov     eax, edi
        mov     dx, 0xcf8
        out     dx, eax
        mov     eax, r8d
        mov     dx, 0xcfc
        out     dx, ax
        ret

config:                                 ; edi: address; eax: the register there
        mov     eax, edi
        mov     dx, 0xcf8
        out     dx, eax
        mov     dx, 0xcfc
        in      eax, dx
        ret

number:                                 ; a space, and 8 digits of r12d
        mov     al, ' '
        call    put
        mov     ebx, r12d
        shl     rbx, 32
        mov     r8d, 8
        jmp     hex

line:
        mov     al, 10
        jmp     put

say:                                    ; rsi, ended by 0
        mov     al, [rsi]
        inc     rsi
        test    al, al
        jz      .done
        call    put
        jmp     say
.done:
        ret

%include "com1-long.inc"

begin           db "begin", 10, 0
ahci            db "ahci", 0
slot            db "slot", 0
found           db "found", 0
off             db "off", 10, 0
