; Leaves the guest as often as the command line says (16 hexadecimal digits), by reads of a port and by reads of memory
; that a device answers, in turns. Booted as a Linux kernel in 64-bit mode. COM1 gets a line before and after each row of
; exits: "pio begin", "pio end", "mmio begin", "mmio end". The first turn is half as long, to warm up. For ever.

bits 64
default rel
org 0x200200

COM1        equ 0x3f8
PORT        equ 0x92                    ; system control port A: a byte without consequences
DEVICE      equ 0xfed00000              ; HPET: its capabilities

            cli
            lea rsp, [stack_end]
            mov rdi, rsi                ; boot parameters
            mov esi, [rdi + 0x228]      ; the command line
            xor ebx, ebx
.digit:
            movzx eax, byte [rsi]
            inc rsi
            sub al, '0'
            cmp al, 9
            jbe .add
            sub al, 'a' - '0' - 10
            cmp al, 15
            ja .parsed
.add:
            shl rbx, 4
            or rbx, rax
            jmp .digit
.parsed:
            mov r12, rbx                ; exits of this turn
            shr r12, 1
turn:
            lea rsi, [pio_begin]
            call say
            mov rcx, r12
.pio:
            in al, PORT
            dec rcx
            jnz .pio
            lea rsi, [pio_end]
            call say

            lea rsi, [mmio_begin]
            call say
            mov rcx, r12
            mov edi, DEVICE
.mmio:
            mov eax, [rdi]
            dec rcx
            jnz .mmio
            lea rsi, [mmio_end]
            call say
            mov r12, rbx
            jmp turn

; rsi: a text that ends with zero
say:
            mov dx, COM1 + 5
.full:
            in al, dx
            test al, 0x20
            jz .full
            lodsb
            test al, al
            jz .end
            mov dx, COM1
            out dx, al
            jmp say
.end:
            ret

pio_begin   db "pio begin", 10, 0
pio_end     db "pio end", 10, 0
mmio_begin  db "mmio begin", 10, 0
mmio_end    db "mmio end", 10, 0

align 16
            times 256 db 0
stack_end:
