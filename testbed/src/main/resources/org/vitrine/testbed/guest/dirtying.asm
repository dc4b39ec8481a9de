; Writes to so many pages of 4 KiB in a second as the command line says, spread over the first GiB above 16 MiB, and says so on COM1
; with a line of one point after every 256 of them. The command line: 16 hexadecimal digits, the time-stamp counter's ticks from one
; line to the next. Booted as a Linux kernel in 64-bit mode. A guest that was late does not make up for it. For ever.

bits 64
default rel
org 0x200200

COM1        equ 0x3f8
AREA        equ 16 << 20
AREA_END    equ AREA + (1 << 30)
PAGE        equ 4096

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
            mov edi, AREA
            xor r13d, r13d              ; what is written
            call now
            mov r14, rax                ; when the next line is due
turn:
            mov ecx, 256
            inc r13
.page:
            mov [rdi], r13
            add rdi, PAGE
            cmp rdi, AREA_END
            jb .next
            mov edi, AREA
.next:
            dec ecx
            jnz .page
            mov dx, COM1
            mov al, '.'
            out dx, al
            mov al, 10
            out dx, al
            add r14, rbx
            call now
            cmp rax, r14
            jb .wait
            mov r14, rax
            jmp turn
.wait:
            call now
            cmp rax, r14
            jb .wait
            jmp turn

; rax: the time-stamp counter
now:
            rdtsc
            shl rdx, 32
            or rax, rdx
            ret

align 16
            times 256 db 0
stack_end:
