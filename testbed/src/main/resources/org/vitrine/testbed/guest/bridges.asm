; Writes to COM1 what configuration space says of functions 0 to 3 of device 28: a line each, of identity, bus numbers,
; memory window and prefetchable window as 8 hexadecimal digits each; then "end".
;
; Runs in 16-bit mode from a CD-ROM, and, with KERNEL defined, in 64-bit mode as a kernel.

%ifdef KERNEL
bits 64
%else
bits 16
org 0x7c00
%endif

COM1        equ 0x3f8
DEVICE      equ 0x80000000 | 28 << 11

        cli
%ifndef KERNEL
        xor ax, ax
        mov ss, ax
        mov sp, 0x7c00
%endif
        mov dx, COM1 + 3                ; 8 bits, no interrupts
        mov al, 3
        out dx, al
        mov dx, COM1 + 1
        mov al, 0
        out dx, al

        mov ebx, DEVICE
function:
        mov ecx, 0x00
        call field
        mov ecx, 0x18
        call field
        mov ecx, 0x20
        call field
        mov ecx, 0x24
        call field
        mov al, 10
        call say
        add ebx, 0x100
        cmp ebx, DEVICE + 0x400
        jb function
        mov al, 'e'
        call say
        mov al, 'n'
        call say
        mov al, 'd'
        call say
idle:   hlt
        jmp idle

; Writes the register at ecx of the function at ebx.
field:
        mov eax, ebx
        add eax, ecx
        mov dx, 0xcf8
        out dx, eax
        mov dx, 0xcfc
        in eax, dx
        mov esi, eax
        mov ecx, 8
.digit:
        rol esi, 4
        mov eax, esi
        and eax, 15
        add al, '0'
        cmp al, '9'
        jbe .say
        add al, 'a' - '9' - 1
.say:
        call say
        dec ecx
        jnz .digit
        mov al, ' '
say:
        mov ah, al
        mov dx, COM1 + 5
.wait:
        in al, dx
        test al, 0x20
        jz .wait
        mov al, ah
        mov dx, COM1
        out dx, al
        ret
