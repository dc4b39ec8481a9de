; A guest that draws scenes: it plays a script of port and memory accesses that follows it, without any help of the BIOS,
; and stops after each scene until a key is pressed. Loaded at 0x7c00 as an El Torito image without emulation.
;
;   nasm -f bin -o ../resources/org/vitrine/display/scenes/scene-player.bin scene-player.asm
;
; SceneScript says what the operations are. Numbers are little-endian; a random byte is the top one of
; x = x * 1664525 + 1013904223.

        bits 16
        org 0x7c00
        jmp 0:start
start:  cli
        xor ax, ax
        mov ds, ax
        lgdt [gdtr]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp 8:flat

        bits 32
flat:   mov ax, 16
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x7c00
        cld
        call find_vga
        mov esi, script

next:   movzx eax, byte [esi]
        inc esi
        cmp eax, (table_end - table) / 4
        jae stop
        jmp [table + eax * 4]

stop:   hlt
        jmp stop

; 1: port16 value8
out8:   mov dx, [esi]
        mov al, [esi + 2]
        out dx, al
        add esi, 3
        jmp next

; 2: port16 value16
out16:  mov dx, [esi]
        mov ax, [esi + 2]
        out dx, ax
        add esi, 4
        jmp next

; 3: port16
in8:    mov dx, [esi]
        in al, dx
        add esi, 2
        jmp next

; 4: address32 count32 seed32: random bytes
fill8:  call arguments
.loop:  call random
        shr eax, 24
        stosb
        loop .loop
        jmp next

; 5: offset32 count32 seed32: random words of 32 bits, into the linear frame buffer
fill32: call arguments
        add edi, [frame_buffer]
.loop:  call random
        stosd
        loop .loop
        jmp next

; 6: address32 count32 bytes
copy:   mov edi, [esi]
        mov ecx, [esi + 4]
        add esi, 8
        rep movsb
        jmp next

; 7: number8: the scene is drawn
scene:  lodsb
        mov dx, 0xe9
        out dx, al
.wait:  in al, 0x64
        test al, 1
        jz .wait
        in al, 0x60
        test al, 0x80
        jnz .wait
        jmp next

; 8: address32: one byte is read, for the latches
read8:  mov edi, [esi]
        mov al, [edi]
        add esi, 4
        jmp next

; 9: address32 count32 seed32: each byte is read, then a random one written
merge:  call arguments
.loop:  call random
        shr eax, 24
        mov ah, [edi]
        stosb
        loop .loop
        jmp next

; 10: port32 count32 seed32: random bytes
ports:  call arguments
        mov edx, edi
.loop:  push edx
        call random
        pop edx
        shr eax, 24
        out dx, al
        loop .loop
        jmp next

arguments:
        mov edi, [esi]
        mov ecx, [esi + 4]
        mov ebx, [esi + 8]
        add esi, 12
        ret

random: imul eax, ebx, 1664525
        add eax, 1013904223
        mov ebx, eax
        ret

; The base of BAR 0 of the first function on bus 0 that is a VGA.
find_vga:
        xor ecx, ecx
.slot:  mov eax, ecx
        shl eax, 8
        or eax, 0x80000008
        call config
        shr eax, 8
        cmp eax, 0x030000
        je .found
        inc ecx
        cmp ecx, 256
        jb .slot
        ret
.found: mov eax, ecx
        shl eax, 8
        or eax, 0x80000010
        call config
        and eax, 0xfffffff0
        mov [frame_buffer], eax
        ret
config: mov dx, 0xcf8
        out dx, eax
        mov dx, 0xcfc
        in eax, dx
        ret

        align 8
gdt:    dq 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw gdtr - gdt - 1
        dd gdt
frame_buffer:
        dd 0
table:  dd stop, out8, out16, in8, fill8, fill32, copy, scene, read8, merge, ports
table_end:
        align 16
script:
