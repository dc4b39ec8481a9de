; A guest that sets one display mode after another and draws a pattern in each.
;
; When a pattern is complete it writes "mode N", with N from 0, as a line to COM1, and waits there for any byte.
; After the last it writes "end". Nothing blinks: the cursor is off, and attribute bit 7 is brightness.
;
; Boots by El Torito without emulation, at 0000:7c00. Assemble with: nasm -f bin

bits 16
org 0x7c00

COM1            equ 0x3f8
DISPI_INDEX     equ 0x1ce
DISPI_DATA      equ 0x1cf
MODE_INFO       equ 0x6000              ; 256 bytes for VBE's mode information block

        cld
        jmp     0:main

main:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        call    serial_setup
        mov     word [number], 0
.next:
        mov     bx, [number]
        shl     bx, 1
        mov     ax, [modes + bx]
        test    ax, ax
        jz      .end
        call    ax
        mov     ax, ds                  ; drawing may have used es
        mov     es, ax
        sti
        mov     si, mode_text
        call    say
        mov     ax, [number]
        call    say_number
        call    wait_for_byte
        inc     word [number]
        jmp     .next
.end:
        mov     si, end_text
        call    say
.halt:
        hlt
        jmp     .halt

modes:
        dw      text_80x25, text_80x50, text_own_font, text_panned, planar_320x200, planar_640x480, planar_split
        dw      mode_13h, vbe_8, vbe_8_banked, vbe_15, vbe_16, vbe_24, vbe_32, vbe_panned, vbe_large
        dw      0

; --- COM1 ---

%include "com1.inc"

say_number:                             ; ax below 100, and the end of the line
        mov     cl, 10
        div     cl
        push    ax
        add     al, '0'
        call    put
        pop     ax
        mov     al, ah
        add     al, '0'
        call    put
        mov     al, 13
        call    put
        mov     al, 10
        jmp     put

wait_for_byte:
        mov     dx, COM1 + 5
.empty:
        in      al, dx
        test    al, 1
        jz      .empty
        mov     dx, COM1
        in      al, dx
        ret

; --- text ---

text_mode:
        mov     ax, 3
        int     0x10
text_quiet:                             ; no cursor, no blinking
        mov     ah, 1
        mov     cx, 0x2000
        int     0x10
        mov     ax, 0x1003
        xor     bx, bx
        int     0x10
        ret

; Every character in every pair of colours, as far as they go: cx cells.
text_fill:
        mov     ax, 0xb800
        mov     es, ax
        xor     di, di
        xor     bx, bx
.cell:
        mov     al, bl
        mov     ah, bl
        add     ah, bh
        stosw
        inc     bl
        jnz     .same
        add     bh, 0x35
.same:
        loop    .cell
        ret

text_80x25:
        call    text_mode
        mov     cx, 80 * 25
        jmp     text_fill

text_80x50:
        mov     ax, 3
        int     0x10
        mov     ax, 0x1112              ; the 8x8 font
        xor     bl, bl
        int     0x10
        call    text_quiet
        mov     cx, 80 * 50
        jmp     text_fill

text_own_font:
        call    text_mode
        mov     di, MODE_INFO           ; 16 glyphs for 0xb8 to 0xc7: in the 9th column from 0xc0 on
        mov     cx, 256
.row:
        mov     ax, di
        mov     ah, al
        shr     ah, 4
        xor     al, ah
        stosb
        loop    .row
        mov     ax, 0x1110
        mov     bx, 0x1000
        mov     cx, 16
        mov     dx, 0xb8
        mov     bp, MODE_INFO
        int     0x10
        call    text_quiet
        mov     cx, 80 * 25
        jmp     text_fill

; The second page, one row of pixels and three columns further.
text_panned:
        call    text_mode
        mov     cx, 160 * 25
        call    text_fill
        mov     dx, 0x3d4
        mov     ax, 0x040c              ; start address 0x450
        out     dx, ax
        mov     ax, 0x500d
        out     dx, ax
        ret

; --- planar ---

; Draws rows of bytes, 80 or 40 wide, through the planes in turn: bp rows of cx bytes.
planar_fill:
        mov     ax, 0xa000
        mov     es, ax
        mov     bl, 1                   ; plane mask
.plane:
        mov     dx, 0x3c4
        mov     al, 2
        mov     ah, bl
        out     dx, ax
        xor     di, di
        xor     si, si                  ; row
.row:
        push    cx
        mov     ax, si
        xor     al, bl
        rol     al, 1
        add     al, bl
        rep     stosb
        pop     cx
        ; a byte of another pattern in each row, so that columns can be told apart
        push    di
        sub     di, cx
        mov     ax, si
        shr     ax, 3
        xor     dx, dx
        div     cx
        add     di, dx
        mov     al, 0xa5
        stosb
        pop     di
        inc     si
        cmp     si, bp
        jb      .row
        shl     bl, 1
        cmp     bl, 0x10
        jb      .plane
        mov     dx, 0x3c4
        mov     ax, 0x0f02
        out     dx, ax
        ret

planar_320x200:
        mov     ax, 0x0d
        int     0x10
        mov     cx, 40
        mov     bp, 200
        jmp     planar_fill

planar_640x480:
        mov     ax, 0x12
        int     0x10
        mov     cx, 80
        mov     bp, 480
        call    planar_fill
        ; by bit mask and set/reset, as drivers draw: a box in colour 6 at 100,100
        mov     dx, 0x3ce
        mov     ax, 0x0600
        out     dx, ax
        mov     ax, 0x0f01
        out     dx, ax
        mov     ax, 0x3c08
        out     dx, ax
        mov     di, 100 * 80 + 12
        mov     cx, 50
.line:
        mov     al, [es:di]             ; the latches
        mov     [es:di], al
        mov     al, [es:di + 40]
        mov     [es:di + 40], al
        add     di, 80
        loop    .line
        mov     ax, 0x0001
        out     dx, ax
        mov     ax, 0xff08
        out     dx, ax
        ; the palette: register 3 shows colour 45 of the DAC, which gets a colour of its own
        mov     ax, 0x1000
        mov     bx, 0x2d03
        int     0x10
        mov     ax, 0x1010
        mov     bx, 45
        mov     cx, 0x1530
        mov     dh, 0x2a
        int     0x10
        ret

; From line 300 on the memory's beginning is shown; what is above begins 40 lines down and 8 pixels to the right.
planar_split:
        call    planar_640x480
        mov     dx, 0x3d4
        mov     ax, 0x0c0c              ; start address 0x0c81
        out     dx, ax
        mov     ax, 0x810d
        out     dx, ax
        mov     ax, 0x2c18              ; line compare 300: bits 0 to 7, 8 and 9
        out     dx, ax
        mov     al, 7
        out     dx, al
        inc     dx
        in      al, dx
        or      al, 0x10
        out     dx, al
        dec     dx
        mov     al, 9
        out     dx, al
        inc     dx
        in      al, dx
        and     al, 0xbf
        out     dx, al
        ret

; --- 256 colours ---

; Entry n of the DAC: red n/4, green 63 - n/4, blue n*5.
palette:
        mov     dx, 0x3c8
        xor     al, al
        out     dx, al
        inc     dx
        xor     cx, cx
.entry:
        mov     al, cl
        shr     al, 2
        out     dx, al
        xor     al, 0x3f
        out     dx, al
        mov     al, cl
        add     al, cl
        add     al, al
        add     al, cl
        and     al, 0x3f
        out     dx, al
        inc     cl
        jnz     .entry
        ret

mode_13h:
        mov     ax, 0x13
        int     0x10
        call    palette
        mov     ax, 0xa000
        mov     es, ax
        xor     di, di
        xor     bx, bx                  ; y
.row:
        xor     cx, cx                  ; x
.column:
        mov     al, cl
        xor     al, bl
        add     al, ch
        stosb
        inc     cx
        cmp     cx, 320
        jb      .column
        inc     bx
        cmp     bx, 200
        jb      .row
        ret

; --- VESA ---

; Sets mode bx with a linear frame buffer, keeping what is needed to draw.
vbe_set:
        push    bx
        mov     ax, 0x4f01
        mov     cx, bx
        mov     di, MODE_INFO
        int     0x10
        pop     bx
        or      bx, 0x4000
        mov     ax, 0x4f02
        int     0x10
        mov     ax, [MODE_INFO + 0x10]
        mov     [pitch], ax
        mov     ax, [MODE_INFO + 0x12]
        mov     [width], ax
        mov     ax, [MODE_INFO + 0x14]
        mov     [height], ax
        mov     al, [MODE_INFO + 0x19]
        mov     [depth], al
        mov     eax, [MODE_INFO + 0x28]
        mov     [frame], eax
        ret

; fs and es reach all of memory from 0 afterwards, until the BIOS is called again. Interrupts are off.
flat:
        cli
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     .protected
.protected:
        mov     bx, 8
        mov     fs, bx
        mov     es, bx
        and     al, 0xfe
        mov     cr0, eax
        jmp     .real
.real:
        ret

; The pixel of column cx, row bx goes to eax, in the mode's own format.
pixel:
        cmp     byte [depth], 16
        ja      .true
        je      .sixteen
        cmp     byte [depth], 15
        je      .fifteen
        mov     ax, cx
        xor     ax, bx
        ret
.fifteen:
        mov     ax, cx
        and     ax, 0x1f
        shl     ax, 5
        mov     dx, bx
        and     dx, 0x1f
        or      ax, dx
        shl     ax, 5
        mov     dx, cx
        xor     dx, bx
        shr     dx, 2
        and     dx, 0x1f
        or      ax, dx
        ret
.sixteen:
        mov     ax, cx
        and     ax, 0x1f
        shl     ax, 6
        mov     dx, bx
        and     dx, 0x3f
        or      ax, dx
        shl     ax, 5
        mov     dx, cx
        xor     dx, bx
        shr     dx, 2
        and     dx, 0x1f
        or      ax, dx
        ret
.true:
        movzx   eax, cl
        shl     eax, 8
        mov     al, bl
        shl     eax, 8
        mov     al, cl
        xor     al, bl
        ret

; Draws the whole frame buffer of the mode that vbe_set set.
vbe_fill:
        call    flat
        mov     edi, [frame]
        xor     bx, bx
.row:
        push    edi
        xor     cx, cx
.column:
        call    pixel
        mov     dl, [depth]
        cmp     dl, 8
        je      .one
        cmp     dl, 24
        jb      .two
        je      .three
        mov     [fs:edi], eax
        add     edi, 4
        jmp     .stored
.three:
        mov     [fs:edi], ax
        shr     eax, 16
        mov     [fs:edi + 2], al
        add     edi, 3
        jmp     .stored
.two:
        mov     [fs:edi], ax
        add     edi, 2
        jmp     .stored
.one:
        mov     [fs:edi], al
        inc     edi
.stored:
        inc     cx
        cmp     cx, [width]
        jb      .column
        pop     edi
        movzx   eax, word [pitch]
        add     edi, eax
        inc     bx
        cmp     bx, [height]
        jb      .row
        ret

vbe_8:
        mov     bx, 0x100               ; 640x400
        call    vbe_set
        call    palette
        jmp     vbe_fill

; The same, but through the window of 64 KiB at A000 and the adapter's own bank register.
vbe_8_banked:
        mov     bx, 0x100
        call    vbe_set
        mov     ax, 0x4f02
        mov     bx, 0x100
        int     0x10
        call    palette
        mov     ax, 0xa000
        mov     es, ax
        mov     ax, 5                   ; the bank's register
        mov     dx, DISPI_INDEX
        out     dx, ax
        xor     bx, bx
.bank:
        mov     ax, bx
        mov     dx, DISPI_DATA
        out     dx, ax
        xor     di, di
.byte:
        mov     ax, di
        shr     ax, 3
        add     ax, di
        add     al, bl
        mov     ah, al
        stosw
        test    di, di
        jnz     .byte
        inc     bx
        cmp     bx, 4                   ; 256000 bytes
        jb      .bank
        ret

vbe_15:
        mov     bx, 0x10d               ; 320x200
        call    vbe_set
        mov     byte [depth], 15
        jmp     vbe_fill

vbe_16:
        mov     bx, 0x10e
        call    vbe_set
        jmp     vbe_fill

vbe_24:
        mov     bx, 0x10f
        call    vbe_set
        jmp     vbe_fill

vbe_32:
        mov     bx, 0x140
        call    vbe_set
        jmp     vbe_fill

; A window on a wider picture: 5 columns and 7 rows in.
vbe_panned:
        mov     bx, 0x10e
        call    vbe_set
        mov     ax, 0x4f06
        mov     bx, 0x0000
        mov     cx, 400
        int     0x10
        mov     [pitch], bx
        mov     word [width], 400
        mov     word [height], 230
        mov     ax, 0x4f07
        xor     bx, bx
        mov     cx, 5
        mov     dx, 7
        int     0x10
        jmp     vbe_fill

; 1024x768 in 32 bits: a line of one colour below another, whose right end is white.
vbe_large:
        mov     bx, 0x144
        call    vbe_set
        call    flat
        mov     edi, [frame]
        xor     bx, bx
.row:
        movzx   eax, bx
        shl     eax, 13
        mov     ax, bx
        xor     eax, 0x00345678
        movzx   ecx, word [width]
        a32 rep stosd
        mov     dword [fs:edi - 64], 0x00ffffff
        inc     bx
        cmp     bx, [height]
        jb      .row
        ret

mode_text       db "mode ", 0
end_text        db "end", 13, 10, 0

align 8
gdt:
        dq      0
        dq      0x00cf92000000ffff      ; data, from 0 to 4 GiB
gdt_pointer:
        dw      gdt_pointer - gdt - 1
        dd      gdt

number          dw 0
pitch           dw 0
width           dw 0
height          dw 0
frame           dd 0
depth           db 0

        times 8192 - ($ - $$) db 0
