; Reads and writes random ports, PCI configuration space and device memory, for ever.
;
; Booted as a Linux kernel in 64-bit mode; the command line is the seed, 16 hexadecimal digits. Every 1024 accesses a line goes to COM1: "#", how many there were, ":", the seed, both in 16 digits.
; Counter and generator live in four places of memory in turn, so that a reset continues the sequence even when a device
; wrote over one of them; they are stored before each access, so that one that resets is not made again.
; SLP_EN is never set, wherever the power management block lies: its bit is always cleared in the byte at 5 mod 128.

bits 64
default rel
org 0x200200

SCRATCH     equ 0x1000000               ; what devices are pointed at, 64 KiB
STATE       equ 0x400000                ; and at the next three multiples
STATES      equ 4
LIST        equ 0x280000                ; functions found: dword CF8 address, then 13 dwords of its header
LIST_ENTRY  equ 64
MOST        equ 32
AHCI        equ 0x80000000 | 31 << 11 | 2 << 8
COM1        equ 0x3f8
REPORT      equ 1024                    ; a power of two
MAGIC       equ 0x5641434345535331

; --- start ---

            cli
            lea rsp, [stack_end]
            mov rdi, rsi                ; boot parameters
            mov esi, [rdi + 0x228]      ; the command line
            xor edx, edx
.digit:
            movzx eax, byte [rsi]
            inc rsi
            sub al, '0'
            cmp al, 9
            jbe .add
            sub al, 'a' - '0' - 10
            cmp al, 15
            ja .seeded
.add:
            shl rdx, 4
            or rdx, rax
            jmp .digit
.seeded:
            mov [seed], rdx

            lea rdi, [interrupts]       ; whatever happens, go on with the next access
            lea rax, [again]
            mov ecx, 256
.gate:
            mov [rdi], ax
            mov dword [rdi + 2], 0x8e000010
            mov rbx, rax
            shr rbx, 16
            mov [rdi + 6], rbx
            mov dword [rdi + 12], 0
            add rdi, 16
            dec ecx
            jnz .gate
            lidt [interrupt_register]

            call find_functions

; r12 the generator's state, r13 accesses so far
            xor r13d, r13d
            mov r12, [seed]
            mov r14d, STATE
            mov ecx, STATES
.place:
            mov rax, MAGIC
            cmp [r14], rax
            jne .next
            mov rax, [r14 + 8]
            cmp rax, [seed]
            jne .next
            mov rax, [r14 + 16]
            mov rbx, [r14 + 24]
            mov rdx, rax
            xor rdx, rbx
            not rdx
            cmp rdx, [r14 + 32]
            jne .next
            cmp rax, r13
            jb .next
            mov r13, rax
            mov r12, rbx
.next:
            add r14d, STATE
            dec ecx
            jnz .place

again:
            lea rsp, [stack_end]
            cld
            call restore
            call prime
            call report

; --- the accesses ---

access:
            call random
            mov r15, rax                ; chooses place and manner
            call value
            mov rbp, rax
            mov rcx, r15                ; and the scratch memory changes a little
            shr rcx, 40
            and ecx, 0xfffc
            mov [rcx + SCRATCH], eax

            inc r13
            mov rax, r13                ; store the state
            and eax, STATES - 1
            inc eax
            imul r14d, eax, STATE
            mov qword [r14 + 32], 0
            mov rax, MAGIC
            mov [r14], rax
            mov rax, [seed]
            mov [r14 + 8], rax
            mov [r14 + 16], r13
            mov [r14 + 24], r12
            mov rax, r13
            xor rax, r12
            not rax
            mov [r14 + 32], rax

            movzx eax, r15b
            shr eax, 2                  ; 64 rows, at random
            lea rbx, [places]
            shl eax, 4
            add rbx, rax
            mov rdx, r15
            shr rdx, 16
            mov edi, [rbx + 8]
            and edx, edi                ; offset
            add edx, [rbx + 4]          ; base
            mov ecx, r15d               ; width: 1, 2, 4
            shr ecx, 8
            and ecx, 3
            mov eax, r15d
            shr eax, 10
            and eax, 3
            jz .unaligned               ; one in four stays unaligned
            mov edi, -1
            shl edi, cl
            cmp ecx, 3
            jne .align
            mov edi, -4
.align:
            and edx, edi
.unaligned:
            mov eax, [rbx]
            test eax, eax
            jz port
            cmp eax, 2
            jb memory
            je configuration
            cmp eax, 4
            jb bar
            je extended
            jmp io_bar

done:
            test r13d, REPORT - 1
            jnz access
            jmp again

; dx a port, ecx a width
port:
            bt r15, 12
            jc .read
            mov eax, edx                ; bit 5 of the byte at 5 mod 128 is SLP_EN
            neg eax
            add eax, 5
            and eax, 0x7f
            cmp eax, 3
            ja .write
            shl eax, 3
            add eax, 5
            btr rbp, rax
.write:
            mov eax, ebp
            cmp ecx, 1
            jb .w1
            je .w2
            out dx, eax
            jmp done
.w1:
            out dx, al
            jmp done
.w2:
            out dx, ax
            jmp done
.read:
            cmp ecx, 1
            jb .r1
            je .r2
            in eax, dx
            jmp done
.r1:
            in al, dx
            jmp done
.r2:
            in ax, dx
            jmp done

; edx an address, ecx a width
memory:
            bt r15, 12
            jc .read
            mov eax, ebp
            cmp ecx, 1
            jb .w1
            je .w2
            cmp ecx, 3
            je .w8
            mov [rdx], eax
            jmp done
.w1:
            mov [rdx], al
            jmp done
.w2:
            mov [rdx], ax
            jmp done
.w8:
            mov [rdx], rbp
            jmp done
.read:
            cmp ecx, 1
            jb .r1
            je .r2
            cmp ecx, 3
            je .r8
            mov eax, [rdx]
            jmp done
.r1:
            mov al, [rdx]
            jmp done
.r2:
            mov ax, [rdx]
            jmp done
.r8:
            mov rax, [rdx]
            jmp done

; edx an offset in the configuration space of a function found, through ports
configuration:
            call choose
            mov eax, [rax]
            mov edi, edx
            and edi, 0xfc
            or eax, edi
            and edx, 3
            mov edi, edx
            mov dx, 0xcf8
            out dx, eax
            lea edx, [edi + 0xcfc]
            jmp port

; the same through memory, 4 KiB of it
extended:
            call choose
            mov eax, [rax]
            and eax, 0xffff00
            shl eax, 4
            add edx, eax
            jmp memory

; edx an offset in a memory BAR of a function found
bar:
            call choose
            mov rdi, r15
            shr rdi, 48
            and edi, 7
            mov eax, [rax + 4 + 4 * rdi]
            test al, 1
            jnz done
            and eax, ~15
            jz done
            add edx, eax
            jmp memory

; edx an offset in an I/O BAR of a function found
io_bar:
            call choose
            mov rdi, r15
            shr rdi, 48
            and edi, 7
            mov eax, [rax + 4 + 4 * rdi]
            test al, 1
            jz done
            and eax, 0xfffc
            jz done
            add edx, eax
            jmp port

; --- numbers ---

; rax: the next number (xorshift64*)
random:
            mov rax, r12
            shr rax, 12
            xor r12, rax
            mov rax, r12
            shl rax, 25
            xor r12, rax
            mov rax, r12
            shr rax, 27
            xor r12, rax
            mov rax, 2685821657736338717
            imul rax, r12
            ret

; rax: something to write
value:
            call random
            mov rcx, rax
            shr rcx, 61
            jz .zeros
            cmp ecx, 2
            jb .bit
            je .small
            cmp ecx, 4
            jb .pointer
            je .known
            ret
.zeros:
            bt rax, 60
            sbb rax, rax
            ret
.bit:
            mov rcx, rax
            shr rcx, 55
            mov eax, 1
            shl rax, cl
            ret
.small:
            and eax, 0xff
            ret
.pointer:
            and eax, 0xfc00
            add eax, SCRATCH
            ret
.known:
            and eax, 15
            lea rcx, [known]
            mov eax, [rcx + 4 * rax]
            ret

; rax: the entry of a function found
choose:
            mov rax, r15
            shr rax, 32
            and eax, MOST - 1
            mov eax, eax
            cmp eax, [functions]
            jb .there
            mov eax, eax
            push rdx
            xor edx, edx
            div dword [functions]
            mov eax, edx
            pop rdx
.there:
            shl eax, 6
            add eax, LIST
            ret

; --- the board ---

; Lists the functions of buses 0 and 1 with what the loader gave them.
find_functions:
            mov dword [functions], 0
            mov edi, LIST
            mov ebx, 0x80000000
.function:
            mov eax, ebx
            mov dx, 0xcf8
            out dx, eax
            mov dx, 0xcfc
            in eax, dx
            inc ax
            jz .absent
            cmp dword [functions], MOST
            je .full
            inc dword [functions]
            mov [rdi], ebx
            mov ecx, 0x10
.header:
            lea eax, [rbx + rcx]
            mov dx, 0xcf8
            out dx, eax
            mov dx, 0xcfc
            in eax, dx
            mov [rdi + rcx - 12], eax
            add ecx, 4
            cmp ecx, 0x40
            jb .header
            add edi, LIST_ENTRY
.absent:
            add ebx, 0x100
            cmp ebx, 0x80020000
            jb .function
.full:
            ret

; Puts BARs, windows and what the loader set back where they were, so that devices are where they are looked for.
restore:
            mov esi, LIST
            mov r8d, [functions]
.function:
            mov ecx, 0x10
.header:
            mov eax, [rsi]
            add eax, ecx
            mov dx, 0xcf8
            out dx, eax
            mov eax, [rsi + rcx - 12]
            mov dx, 0xcfc
            out dx, eax
            add ecx, 4
            cmp ecx, 0x40
            jb .header
            mov eax, [rsi]
            add eax, 4
            mov dx, 0xcf8
            out dx, eax
            mov dx, 0xcfc
            mov ax, 7
            out dx, ax
            add esi, LIST_ENTRY
            dec r8d
            jnz .function
            lea rsi, [settings]
.setting:
            lodsd
            test eax, eax
            jz .end
            mov dx, 0xcf8
            out dx, eax
            lodsd
            mov dx, 0xcfc
            out dx, eax
            jmp .setting
.end:
            ret

; Starts the first port of the AHCI controller with a packet command in every slot, for random accesses alone would hardly
; ever make one that it executes.
prime:
            mov ebx, SCRATCH            ; command headers
            mov ebp, SCRATCH + 0x2000   ; command tables
.slot:
            mov dword [rbx], 0x00010025 ; a region, a packet, 5 words of FIS
            mov dword [rbx + 4], 0
            mov [rbx + 8], ebp
            mov dword [rbx + 12], 0
            mov dword [rbp], 0x00a08027 ; PACKET, by PIO or DMA
            call random
            mov edi, eax
            and edi, 0x01000000
            or [rbp], edi
            mov dword [rbp + 4], 0x00ffff00
            mov [rbp + 0x44], rax       ; the packet: the operation last
            call value
            mov [rbp + 0x42], eax
            call random
            mov ecx, eax
            and ecx, 31
            lea rdi, [operations]
            movzx ecx, byte [rdi + rcx]
            shr eax, 16
            and eax, 0xff00
            or eax, ecx
            mov [rbp + 0x40], ax
            call random
            and eax, 0xfffe
            add eax, SCRATCH
            mov [rbp + 0x80], eax       ; the region
            mov dword [rbp + 0x84], 0
            call random
            and eax, 0x8003ffff
            or eax, 1
            mov [rbp + 0x8c], eax
            add ebx, 32
            add ebp, 0x100
            cmp ebx, SCRATCH + 32 * 32
            jb .slot

            mov esi, LIST
            mov ecx, [functions]
.find:
            cmp dword [rsi], AHCI
            je .found
            add esi, LIST_ENTRY
            dec ecx
            jnz .find
            ret
.found:
            mov edi, [rsi + 4 + 5 * 4]  ; BAR 5
            and edi, ~15
            mov dword [rdi + 4], 0x80000002
            add edi, 0x100              ; port 0
            mov dword [rdi + 0x18], 6
            mov dword [rdi], SCRATCH
            mov dword [rdi + 4], 0
            mov dword [rdi + 8], SCRATCH + 0x1000
            mov dword [rdi + 12], 0
            mov dword [rdi + 0x30], -1
            mov dword [rdi + 0x10], -1
            mov dword [rdi + 0x18], 0x16
            mov dword [rdi + 0x18], 0x17
            mov dword [rdi + 0x38], -1
            ret

; A line on COM1.
report:
            mov dx, COM1 + 3
            mov al, 3
            out dx, al
            mov dx, COM1 + 4
            out dx, al
            mov al, 10
            call say
            mov al, '#'
            call say
            mov rbx, r13
            call say_number
            mov al, ':'
            call say
            mov rbx, [seed]
            call say_number
            mov al, 10
say:
            mov ah, al
            mov dx, COM1 + 5
            mov ecx, 1000
.wait:
            in al, dx
            test al, 0x20
            jnz .ready
            dec ecx
            jnz .wait
.ready:
            mov al, ah
            mov dx, COM1
            out dx, al
            ret

say_number:
            mov edi, 16
.digit:
            rol rbx, 4
            mov eax, ebx
            and eax, 15
            cmp al, 10
            jb .decimal
            add al, 'a' - '0' - 10
.decimal:
            add al, '0'
            call say
            dec edi
            jnz .digit
            ret

; --- tables ---

; Where accesses go: kind, base, mask of the offset, 0. Kinds: 0 port, 1 memory, 2 configuration space by ports, 3 memory
; BAR, 4 configuration space by memory, 5 I/O BAR.
%macro place 3
            dd %1, %2, %3, 0
%endmacro

            align 16
places:
            place 0, 0, 0xffff          ; any port
            place 0, 0, 0xff            ; DMA, PIC, PIT, keyboard, clock
            place 0, 0, 0x1f
            place 0, 0x80, 0x1f         ; DMA pages, port 92
            place 0, 0xc0, 0x1f
            place 0, 0x20, 1
            place 0, 0xa0, 1
            place 0, 0x40, 3
            place 0, 0x60, 7
            place 0, 0x60, 7
            place 0, 0x70, 3
            place 0, 0x70, 1
            place 0, 0xb2, 1
            place 0, 0x1ce, 3           ; VBE
            place 0, 0x1ce, 3
            place 0, 0x1ce, 3
            place 0, 0x3c0, 0x1f        ; VGA
            place 0, 0x3c0, 0x1f
            place 0, 0x3b0, 0xf
            place 0, 0x3f8, 7           ; serial port
            place 0, 0x3f8, 7
            place 0, 0x400, 3           ; debug console
            place 0, 0x4d0, 1
            place 0, 0x500, 7           ; pvpanic
            place 0, 0x510, 3           ; fw_cfg
            place 0, 0x510, 0xf
            place 0, 0x514, 7
            place 0, 0x600, 0x7f        ; power management
            place 0, 0x600, 0xf
            place 0, 0x620, 0x1f
            place 0, 0xcf8, 7
            place 0, 0x60, 7
            place 1, 0xa0000, 0x1ffff   ; VGA memory
            place 1, 0xa0000, 0x1ffff
            place 1, 0xb8000, 0x7fff
            place 1, 0xc0000, 0x3ffff   ; what PAM switches
            place 1, 0xfed00000, 0x3ff  ; HPET
            place 1, 0xfed00000, 0x3ff
            place 1, 0xfed00100, 0x7f
            place 1, 0xfec00000, 0x1f   ; I/O APIC
            place 1, 0xfed1c000, 0x3fff ; chipset configuration
            place 1, 0xc0000000, 0x3fffffff
            place 1, 0xb0000000, 0xfffffff
            place 2, 0, 0xff
            place 2, 0, 0xff
            place 2, 0, 0x3f
            place 2, 0x40, 0x3f
            place 2, 0x80, 0x7f
            place 4, 0xb0000000, 0xfff
            place 4, 0xb0000000, 0xff
            place 4, 0xb0000000, 0x3f
            place 3, 0, 0x1fff
            place 3, 0, 0xfff
            place 3, 0, 0xfff
            place 3, 0, 0x1ff
            place 3, 0x100, 0x7f        ; AHCI ports
            place 3, 0x100, 0x7f
            place 3, 0x180, 0x7f
            place 3, 0x400, 0x1ff       ; VGA and VBE by memory
            place 3, 0, 0xffffff
            place 5, 0, 0x1f
            place 5, 0, 0x1f
            place 1, SCRATCH, 0xffff
            place 1, SCRATCH, 0xffff
places_end:
%if places_end - places != 64 * 16
%error "64 places"
%endif

; What means something to a device.
known:
            dd 0x00a08027, 0x00a18027, 0x00010005, 0x00010025, 0x00000017, 0x00000028, 0x0000001b, 0x00000046
            dd 0x80000000, 0x000007ff, 0x01000000, 0x16000000, 0x00000041, 0x00000061, 0x12000000, 0x0000ffff

; Operations of a packet (MMC-6 and SPC-3).
operations:
            db 0x00, 0x03, 0x12, 0x1a, 0x1b, 0x1e, 0x25, 0x28, 0x28, 0x2b, 0x2f, 0x35, 0x42, 0x43, 0x44, 0x46
            db 0x4a, 0x51, 0x52, 0x55, 0x5a, 0xa0, 0xa8, 0xa8, 0xad, 0xb9, 0xbb, 0xbd, 0xbe, 0x28, 0x46, 0xff

; Registers of host bridge and LPC bridge that say where things are, CF8 address and value.
settings:
            dd 0x80000064, 0
            dd 0x80000060, 0xb0000001
            dd 0x80000090, 0x33333330
            dd 0x80000094, 0x00333333
            dd 0x8000f840, 0x00000601
            dd 0x8000f844, 0x00000080
            dd 0

            align 16
interrupt_register:
            dw 256 * 16 - 1
            dq interrupts
            align 16
seed:       dq 0
functions:  dd 0
            align 16
interrupts: times 256 * 16 db 0
            times 4096 db 0
stack_end:
