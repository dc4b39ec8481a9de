; A guest that would notice if its memory were put together from two moments.
;
; It counts: each step checks that a word in each of 2048 pages holds the count, and puts the next one there. Every 16 steps
; it writes a line to COM1: the count, the ACPI PM timer, the time stamp counter. What it finds wrong it says, and stops.

bits 64

COM1            equ 0x3f8
PM_TIMER        equ 0x608
FIRST_PAGE      equ 0x400000
PAGES           equ 2048
PAGE            equ 4096

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

        xor     r12d, r12d
        mov     rdi, FIRST_PAGE
        mov     ecx, PAGES
.clear:
        mov     [rdi], r12
        add     rdi, PAGE
        dec     ecx
        jnz     .clear

step:
        lea     rax, [r12 + 1]
        mov     rdi, FIRST_PAGE
        mov     ecx, PAGES
.page:
        cmp     [rdi], r12
        jne     torn
        mov     [rdi], rax
        add     rdi, PAGE
        dec     ecx
        jnz     .page
        mov     r12, rax
        test    al, 15
        jnz     step
        mov     eax, 'n='
        mov     r8d, 2
        call    text
        mov     rbx, r12
        shl     rbx, 32
        mov     r8d, 8
        call    hex
        mov     rax, ' pm='
        mov     r8d, 4
        call    text
        mov     dx, PM_TIMER
        in      eax, dx
        mov     rbx, rax
        shl     rbx, 32
        mov     r8d, 8
        call    hex
        mov     rax, ' tsc='
        mov     r8d, 5
        call    text
        rdtsc
        shl     rdx, 32
        mov     eax, eax
        lea     rbx, [rax + rdx]
        mov     r8d, 16
        call    hex
        mov     eax, 10
        mov     r8d, 1
        call    text
        jmp     step

torn:
        mov     rax, 'torn at '
        mov     r8d, 8
        call    text
        mov     rbx, rdi
        mov     r8d, 16
        call    hex
        mov     eax, 10
        mov     r8d, 1
        call    text
.stop:
        hlt
        jmp     .stop

%include "com1-long.inc"
