; Counts the interrupts of the i8254's channel 0, 200 a second, and compares them with the HPET's counter.
;
; Every 16 ticks it writes a line to COM1: the ticks since channel 0 was started, and the counter, 10 ns each, which was
; started just before.

bits 64
default rel
org 0x200200

COM1            equ 0x3f8
PIC1            equ 0x20
PIC2            equ 0xa0
PIT             equ 0x40
HPET            equ 0xfed00000
HPET_CONFIG     equ 0x10
HPET_COUNTER    equ 0xf0
TICK            equ 0x20                ; the vector of IRQ 0
COUNT           equ 5966                ; of 1193182 a second

        cli
        lea     rsp, [stack_end]
        mov     dx, COM1 + 3
        mov     al, 3                   ; 8N1
        out     dx, al

        lea     rax, [tick]
        lea     rdi, [idt + TICK * 16]
        mov     [rdi], ax
        mov     [rdi + 2], cs
        mov     word [rdi + 4], 0x8e00  ; an interrupt gate, present
        shr     rax, 16
        mov     [rdi + 6], rax
        lidt    [idt_register]

        mov     al, 0x11                ; ICW1: edges, two PICs, an ICW4
        out     PIC1, al
        out     PIC2, al
        mov     al, TICK
        out     PIC1 + 1, al
        mov     al, TICK + 8
        out     PIC2 + 1, al
        mov     al, 4
        out     PIC1 + 1, al
        mov     al, 2
        out     PIC2 + 1, al
        mov     al, 1                   ; ICW4: an x86
        out     PIC1 + 1, al
        out     PIC2 + 1, al
        mov     al, 0xff
        out     PIC2 + 1, al
        mov     al, 0xfe                ; IRQ 0 alone
        out     PIC1 + 1, al

        mov     ebp, HPET
        mov     dword [rbp + HPET_CONFIG], 1
        xor     r12d, r12d              ; lines
        xor     r13d, r13d              ; ticks
        mov     al, 0x34                ; channel 0, both bytes, mode 2
        out     PIT + 3, al
        mov     al, COUNT & 0xff
        out     PIT, al
        mov     al, COUNT >> 8
        out     PIT, al

        sti
next:
        hlt
        mov     r14, r13
        mov     rax, r14
        shr     rax, 4
        cmp     rax, r12
        je      next
        mov     r12, rax
        mov     r15, [rbp + HPET_COUNTER]
        mov     rax, 'ticks='
        mov     r8d, 6
        call    text
        mov     rbx, r14
        call    number
        mov     rax, ' hpet='
        mov     r8d, 6
        call    text
        mov     rbx, r15
        call    number
        mov     eax, 10
        call    put
        jmp     next

tick:
        push    rax
        inc     r13
        mov     al, 0x20                ; end of interrupt
        out     PIC1, al
        pop     rax
        iretq

number:                                 ; the lower 48 bits of rbx
        shl     rbx, 16
        mov     r8d, 12
        jmp     hex

%include "com1-long.inc"

idt_register:
        dw      (TICK + 1) * 16 - 1
        dq      idt

align 16
idt:            times (TICK + 1) * 16 db 0
                times 512 db 0
stack_end:
