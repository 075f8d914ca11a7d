/* Encodes the few x86-64 instructions of which native_encode.c makes its loops: vectors of 16 floats with AVX-512 (F, BW, DQ, VL), of 8 with AVX2. Knows
 * nothing of programs. Encodings are those of Intel's and AMD's manuals (VEX and EVEX prefixes).
 *
 * A vector is a register number (AVX2: below 16); a mask is a vector of all-ones or zero lanes with AVX2, one of k1 to k7 with AVX-512. Memory is
 * always [base + rax * scale], where rax counts elements. Code that does not fit in `room` bytes is counted but not written. */
#ifndef LN_GRAPH_X86_H
#define LN_GRAPH_X86_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct ln_x86 {
    uint8_t *bytes;
    size_t used, room;
    int avx512;
} ln_x86;

/* An instruction: opcode map (1: 0F, 2: 0F38, 3: 0F3A), mandatory prefix (0: none, 1: 66, 2: F3, 3: F2; with X86_DOUBLES of 64-bit lanes), opcode. */
typedef struct ln_x86_op {
    uint8_t map, prefix, code;
} ln_x86_op;

enum { X86_RAX, X86_RCX, X86_RDX, X86_RBX, X86_RSP, X86_RBP, X86_RSI, X86_RDI };
enum { X86_128, X86_256, X86_512 };
enum { X86_DOUBLES = 4 };
/* Comparisons that raise no invalid operation for quiet NaN. */
enum {
    X86_EQ = 0x00,
    X86_UNORDERED = 0x03,
    X86_NE = 0x04,
    X86_LT = 0x11,
    X86_LE = 0x12,
    X86_NLE = 0x16,
    X86_NGE = 0x19,
    X86_NGT = 0x1a,
    X86_GE = 0x1d,
    X86_GT = 0x1e
};
/* Roundings without the inexact exception. */
enum { X86_NEAREST = 8, X86_FLOOR, X86_CEIL, X86_TRUNC };

static const ln_x86_op x86_and = { 1, 0, 0x54 }, x86_xor = { 1, 0, 0x57 }, x86_move = { 1, 0, 0x28 }, x86_load = { 1, 0, 0x10 },
                       x86_store = { 1, 0, 0x11 }, x86_broadcast = { 2, 1, 0x18 }, x86_add_doubles = { 1, 1 | X86_DOUBLES, 0x58 };

static inline void x86_byte(ln_x86 *e, int byte)
{
    if (e->used < e->room)
        e->bytes[e->used] = (uint8_t)byte;
    e->used++;
}

static inline void x86_bytes(ln_x86 *e, const uint8_t *bytes, size_t count)
{
    for (size_t k = 0; k < count; k++)
        x86_byte(e, bytes[k]);
}

static inline void x86_int32(ln_x86 *e, int32_t value)
{
    for (int i = 0; i < 4; i++)
        x86_byte(e, (int)((uint32_t)value >> 8 * i & 255));
}

static inline void x86_int32_at(ln_x86 *e, size_t at, int32_t value)
{
    if (at + 4 <= e->used && e->used <= e->room)
        memcpy(e->bytes + at, &value, 4);
}

/* The prefix of `op` and its opcode. rm_low is bit 3 of the register or base, rm_high bit 4 of the register (bit 3 of an index). */
static inline void x86_prefix(ln_x86 *e, int evex, ln_x86_op op, int length, int reg, int vvvv, int rm_low, int rm_high, int mask,
                              int zero)
{
    const int wide = op.prefix & X86_DOUBLES ? 0x80 : 0, prefix = op.prefix & 3;
    if (!evex) {
        x86_byte(e, 0xc4);
        x86_byte(e, (reg & 8 ? 0 : 0x80) | 0x40 | (rm_low ? 0 : 0x20) | op.map);
        x86_byte(e, wide | (~vvvv & 15) << 3 | length << 2 | prefix);
    } else {
        x86_byte(e, 0x62);
        x86_byte(e, (reg & 8 ? 0 : 0x80) | (rm_high ? 0 : 0x40) | (rm_low ? 0 : 0x20) | (reg & 16 ? 0 : 0x10) | op.map);
        x86_byte(e, wide | (~vvvv & 15) << 3 | 4 | prefix);
        x86_byte(e, (zero ? 0x80 : 0) | length << 5 | (vvvv & 16 ? 0 : 8) | mask);
    }
    x86_byte(e, op.code);
}

/* dst = op(a, b) on registers; `a` is 0 for instructions of one operand. mask: of k1 to k7, or 0; zero: lanes outside it become 0. */
static inline void x86_masked(ln_x86 *e, int evex, ln_x86_op op, int length, int dst, int a, int b, int mask, int zero)
{
    x86_prefix(e, evex, op, length, dst, a, b & 8, b & 16, mask, zero);
    x86_byte(e, 0xc0 | (dst & 7) << 3 | (b & 7));
}

/* The same on whole vectors. */
static inline void x86_vector(ln_x86 *e, ln_x86_op op, int dst, int a, int b)
{
    x86_masked(e, e->avx512, op, e->avx512 ? X86_512 : X86_256, dst, a, b, 0, 0);
}

/* reg from or to the whole vector at [base + (rax << scale) + displacement]; mask and zero as above. */
static inline void x86_memory_at(ln_x86 *e, int evex, ln_x86_op op, int length, int reg, int base, int scale,
                                 int32_t displacement, int mask, int zero)
{
    const int step = evex ? 16 << length : 1,
              near = displacement % step == 0 && displacement / step >= -128 && displacement / step < 128;
    x86_prefix(e, evex, op, length, reg, 0, base & 8, 0, mask, mask != 0 && zero);
    x86_byte(e, (near ? 0x44 : 0x84) | (reg & 7) << 3); /* a SIB byte and a displacement of 8 or 32 bits follow */
    x86_byte(e, scale << 6 | X86_RAX << 3 | (base & 7));
    if (near)
        x86_byte(e, displacement / step);
    else
        x86_int32(e, displacement);
}

static inline void x86_memory(ln_x86 *e, int evex, ln_x86_op op, int length, int reg, int base, int scale, int mask, int zero)
{
    x86_memory_at(e, evex, op, length, reg, base, scale, 0, mask, zero);
}

/* Fetches the line of the cache at [base + rax * 4 + displacement], to be read or to be written. */
static inline void x86_fetch(ln_x86 *e, int base, int32_t displacement, int written)
{
    if (base & 8)
        x86_byte(e, 0x41);
    x86_byte(e, 0x0f);
    x86_byte(e, written ? 0x0d : 0x18);
    x86_byte(e, 0x80 | 1 << 3 | 4);
    x86_byte(e, 2 << 6 | X86_RAX << 3 | (base & 7));
    x86_int32(e, displacement);
}

static inline void x86_copy(ln_x86 *e, int to, int from)
{
    x86_byte(e, 0x48);
    x86_byte(e, 0x89);
    x86_byte(e, 0xc0 | from << 3 | to);
}

static inline void x86_zero_rax(ln_x86 *e)
{
    x86_byte(e, 0x31);
    x86_byte(e, 0xc0);
}

/* dst = op(a, memory) with the memory at a displacement, yet to be set, from the end of the instruction: the last four bytes written. With AVX-512
 * the 32 bits there stand for all lanes. */
static inline void x86_behind(ln_x86 *e, ln_x86_op op, int dst, int a)
{
    const int all = e->avx512 && op.code != x86_broadcast.code ? 1 : 0;
    x86_prefix(e, e->avx512, op, e->avx512 ? X86_512 : X86_256, dst, a, 0, 0, 0, 0);
    if (all && e->used - 2 < e->room)
        e->bytes[e->used - 2] |= 0x10;
    x86_byte(e, (dst & 7) << 3 | 5);
    x86_int32(e, 0);
}

/* dst = the lanes of a, as integers, shifted by `by` bits to the left. */
static inline void x86_left(ln_x86 *e, int dst, int a, int by)
{
    x86_vector(e, (ln_x86_op){ 1, 1, 0x72 }, 6, dst, a);
    x86_byte(e, by);
}

/* dst = lanes of `yes` where the mask says so, else of `no`. */
static inline void x86_select(ln_x86 *e, int dst, int mask, int yes, int no)
{
    if (e->avx512) {
        x86_masked(e, 1, (ln_x86_op){ 2, 1, 0x65 }, X86_512, dst, no, yes, mask, 0);
    } else {
        x86_vector(e, (ln_x86_op){ 3, 1, 0x4a }, dst, no, yes);
        x86_byte(e, mask << 4);
    }
}

/* dst = lanes of x where the mask says so, else 0. */
static inline void x86_keep(ln_x86 *e, int dst, int mask, int x)
{
    if (e->avx512)
        x86_masked(e, 1, x86_move, X86_512, dst, 0, x, mask, 1);
    else
        x86_vector(e, x86_and, dst, mask, x);
}

/* Pointers: reg = the k-th of the table at rsi. */
static inline void x86_pointer(ln_x86 *e, int reg, int k)
{
    x86_byte(e, 0x48 | (reg & 8 ? 4 : 0));
    x86_byte(e, 0x8b);
    x86_byte(e, 0x80 | (reg & 7) << 3 | X86_RSI);
    x86_int32(e, 8 * k);
}

static inline void x86_push(ln_x86 *e, int reg)
{
    if (reg & 8)
        x86_byte(e, 0x41);
    x86_byte(e, 0x50 + (reg & 7));
}

static inline void x86_pop(ln_x86 *e, int reg)
{
    if (reg & 8)
        x86_byte(e, 0x41);
    x86_byte(e, 0x58 + (reg & 7));
}

#endif
