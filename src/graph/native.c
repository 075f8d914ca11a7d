/* Making and running native runs. Knows of no Lua.
 *
 * A run is read once to list its values (literals, broadcast operands, what is loaded, what is made) with their last uses, then encoded in order:
 * literals and broadcast operands get registers before the loop and keep them, a loaded value gets one at its first use, every value gives its own
 * back behind its last. Where registers or pointers run out the run ends, and the next one begins. */
#include "graph/native.h"

#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "graph/x86.h"

enum {
    RUN_LEAST = 2,   /* instructions; one alone is as fast as its loop */
    RUN_MOST = 48,   /* instructions */
    SIZE_LEAST = 64, /* elements of a program; smaller ones are not worth it */
    VALUES = 4 * RUN_MOST,
    STREAMS = 48, /* operands of a run */
    LANES = 16,   /* at most */
    RUN_BYTES = 16 * 1024
};

typedef struct stream {
    ln_operand operand;
    uint8_t item; /* bytes from one element to the next; 0: broadcast */
    bool written;
    bool inside; /* a register of the program, which has room for whole vectors */
} stream;

typedef void native_fn(int64_t n, void *const *at);

struct ln_native {
    native_fn *run;
    size_t offset; /* of its code */
    int lanes, stream_count;
    stream *streams;
};

typedef enum kind { LITERAL, BROADCAST, LOADED, MADE } kind;

typedef struct value {
    kind kind;
    bool mask;
    int8_t reg;     /* -1: none now */
    int16_t last;   /* the last instruction that reads it, -1 when none does */
    int16_t stream; /* where it is loaded from (LOADED, BROADCAST) or stored to (MADE; -1: nowhere) */
    ln_operand operand;
    uint32_t bits; /* LITERAL */
} value;

typedef struct maker {
    const ln_program *program;
    int first, end; /* the run */
    value values[VALUES];
    int value_count;
    int16_t current[LN_OPERANDS]; /* the value that an operand holds, or -1 */
    int16_t source[RUN_MOST][LN_MAX_OPERANDS], made[RUN_MOST];
    stream streams[STREAMS];
    int8_t pointer[STREAMS]; /* the register that holds it */
    int stream_count, moving_count;
    uint32_t free_vectors, free_masks;
    ln_x86 code;
} maker;

#ifdef LN_HAVE_X86_64_LEVELS
static const int8_t pointers[] = { X86_RDX, X86_RCX, 8,  9,  10, 11,     X86_RBX,
                                   X86_RBP, 12,      13, 14, 15, X86_RSI /* last: it holds the table */ };
enum { POINTERS = sizeof pointers, FIRST_KEPT = 6, LAST_KEPT = 11 }; /* those between must be given back as they were */

/* What instructions read and whether they can be native ----------------------------------------------------------------------- */

static const uint8_t operands_of_row[LN_ROW_COUNT + 1] = {
#define UNARY(name, ...) [LN_ROW_##name] = 1,
#define BINARY(name, ...) [LN_ROW_##name] = 2,
#include "op/elementwise.def"
#undef UNARY
#undef BINARY
    [LN_ROW_COUNT] = 3,
};

static int operand_count(const ln_instruction *i)
{
    return i->action != LN_ACT_LOOP ? 1 : i->row < 0 ? LN_MAX_OPERANDS : operands_of_row[i->row];
}

static ln_dtype operand_dtype(const ln_instruction *i, int k)
{
    return i->action == LN_ACT_LOOP && i->row == LN_ROW_COUNT && k == 0 ? LN_BOOL : i->from;
}

static bool is_word(ln_dtype dtype)
{
    return dtype == LN_FLOAT32 || dtype == LN_INT32 || dtype == LN_UINT32;
}

static bool is_native_row(int row)
{
    switch (row) {
    case LN_ROW_add:
    case LN_ROW_subtract:
    case LN_ROW_multiply:
    case LN_ROW_divide:
    case LN_ROW_divide_no_nan:
    case LN_ROW_floor_divide:
    case LN_ROW_maximum:
    case LN_ROW_minimum:
    case LN_ROW_negative:
    case LN_ROW_absolute:
    case LN_ROW_sign:
    case LN_ROW_square:
    case LN_ROW_reciprocal:
    case LN_ROW_sqrt:
    case LN_ROW_rsqrt:
    case LN_ROW_floor:
    case LN_ROW_ceil:
    case LN_ROW_rint:
    case LN_ROW_trunc:
    case LN_ROW_relu:
    case LN_ROW_equal:
    case LN_ROW_not_equal:
    case LN_ROW_less:
    case LN_ROW_less_equal:
    case LN_ROW_greater:
    case LN_ROW_greater_equal:
    case LN_ROW_isfinite:
    case LN_ROW_isinf:
    case LN_ROW_isnan:
        return true;
    default:
        return false;
    }
}

static bool is_logical_row(int row)
{
    return row == LN_ROW_logical_and || row == LN_ROW_logical_or || row == LN_ROW_logical_xor || row == LN_ROW_logical_not;
}

static bool is_native(const ln_instruction *i)
{
    for (int k = 0; k < operand_count(i); k++)
        if (i->step[k] != 0 && i->step[k] != (ptrdiff_t)ln_dtype_size(operand_dtype(i, k)))
            return false;
    if (i->action == LN_ACT_CONVERT) {
        if (i->from == i->to)
            return is_word(i->to) || i->to == LN_BOOL;
        return (i->to == LN_FLOAT32 && (i->from == LN_BOOL || i->from == LN_INT32)) ||
               (i->to == LN_BOOL && i->from == LN_FLOAT32);
    }
    if (i->action != LN_ACT_LOOP || i->row < 0)
        return false;
    if (i->row == LN_ROW_COUNT)
        return is_word(i->from);
    return is_logical_row(i->row) ? i->from == LN_BOOL : i->from == LN_FLOAT32 && is_native_row(i->row);
}

/* Whether an instruction from `at` on reads what a register holds now. */
static bool is_read_from(const ln_program *p, int at, ln_operand o)
{
    for (int i = at; i < p->instruction_count; i++) {
        const ln_instruction *next = &p->instructions[i];
        for (int k = 0; k < operand_count(next); k++)
            if (next->in[k] == o)
                return true;
        if (next->out == o)
            return false;
    }
    return false;
}

/* The values of a run ----------------------------------------------------------------------------------------------------------- */

static int add_value(maker *m, value v)
{
    if (m->value_count == VALUES)
        return -1;
    v.reg = -1;
    m->values[m->value_count] = v;
    return m->value_count++;
}

static int literal(maker *m, uint32_t bits)
{
    for (int v = 0; v < m->value_count; v++)
        if (m->values[v].kind == LITERAL && m->values[v].bits == bits)
            return v;
    return add_value(m, (value){ .kind = LITERAL, .bits = bits, .last = RUN_MOST, .stream = -1 });
}

static int add_stream(maker *m, ln_operand o, size_t item, bool written)
{
    if (m->stream_count == STREAMS || (item > 0 && m->moving_count == POINTERS))
        return -1;
    if (item > 0)
        m->pointer[m->stream_count] = pointers[m->moving_count++];
    m->streams[m->stream_count] = (stream){ o, (uint8_t)item, written, o >= LN_WIDE_REGISTER };
    return m->stream_count++;
}

static int source_value(maker *m, ln_operand o, ln_dtype dtype, ptrdiff_t step)
{
    if (m->current[o] >= 0)
        return m->current[o];
    for (int v = 0; v < m->value_count; v++) {
        const value *have = &m->values[v];
        if ((have->kind == LOADED || have->kind == BROADCAST) && have->operand == o && (have->kind == BROADCAST) == (step == 0))
            return v;
    }
    int s = add_stream(m, o, (size_t)step, false);
    return s < 0 ? -1
                 : add_value(m, (value){ .kind = step == 0 ? BROADCAST : LOADED,
                                         .mask = dtype == LN_BOOL,
                                         .last = step == 0 ? RUN_MOST : -1,
                                         .stream = (int16_t)s,
                                         .operand = o });
}

/* The constants that an instruction needs: at most two. */
static int literals_of(const ln_instruction *i, uint32_t bits[2])
{
    const uint32_t one = 0x3f800000, minus_one = 0xbf800000, magnitude = 0x7fffffff, sign = 0x80000000, largest = 0x7f7fffff;
    if (i->action == LN_ACT_CONVERT) {
        bits[0] = i->from == LN_BOOL ? one : 0;
        return i->from != i->to && i->from != LN_INT32;
    }
    switch (i->row) {
    case LN_ROW_reciprocal:
    case LN_ROW_rsqrt:
        bits[0] = one;
        return 1;
    case LN_ROW_divide_no_nan:
    case LN_ROW_relu:
        bits[0] = 0;
        return 1;
    case LN_ROW_sign:
        bits[0] = one;
        bits[1] = minus_one;
        return 2;
    case LN_ROW_negative:
        bits[0] = sign;
        return 1;
    case LN_ROW_absolute:
        bits[0] = magnitude;
        return 1;
    case LN_ROW_isfinite:
    case LN_ROW_isinf:
        bits[0] = magnitude;
        bits[1] = largest;
        return 2;
    case LN_ROW_logical_not:
        bits[0] = 0xffffffff;
        return 1;
    default:
        return 0;
    }
}

static bool list_values(maker *m)
{
    const ln_program *p = m->program;
    m->value_count = m->stream_count = m->moving_count = 0;
    memset(m->current, -1, sizeof m->current);
    for (int at = m->first; at < m->end; at++) {
        const ln_instruction *i = &p->instructions[at];
        const int n = at - m->first;
        uint32_t bits[2];
        for (int k = 0; k < operand_count(i); k++) {
            int v = source_value(m, i->in[k], operand_dtype(i, k), i->step[k]);
            if (v < 0)
                return false;
            if (m->values[v].last < n)
                m->values[v].last = (int16_t)n;
            m->source[n][k] = (int16_t)v;
        }
        for (int k = literals_of(i, bits); k > 0; k--)
            if (literal(m, bits[k - 1]) < 0)
                return false;
        int v = add_value(m, (value){ .kind = MADE, .mask = i->to == LN_BOOL, .last = -1, .stream = -1, .operand = i->out });
        if (v < 0)
            return false;
        m->made[n] = m->current[i->out] = (int16_t)v;
    }
    for (int n = 0; n < m->end - m->first; n++) {
        value *v = &m->values[m->made[n]];
        bool is_tensor = v->operand < LN_WIDE_REGISTER;
        if (!is_tensor && (m->current[v->operand] != m->made[n] || !is_read_from(p, m->end, v->operand)))
            continue;
        for (int k = 0; k < m->stream_count; k++)
            if (m->streams[k].operand == v->operand && m->streams[k].item != (v->mask ? 1 : 4))
                return false; /* a register read as bytes and written as words: a word would fall on bytes not read yet */
        int s = add_stream(m, v->operand, v->mask ? 1 : 4, true);
        if (s < 0)
            return false;
        v->stream = (int16_t)s;
    }
    return true;
}

/* Encoding ---------------------------------------------------------------------------------------------------------------------- */

enum {
    SPARE = 0,
    SPARE_MASK = 1
}; /* registers that hold nothing from one instruction to the next; with AVX2 the mask is vector 1 */

static bool take_register(maker *m, value *v)
{
    uint32_t *pool = v->mask && m->code.avx512 ? &m->free_masks : &m->free_vectors;
    if (*pool == 0)
        return false;
    v->reg = (int8_t)__builtin_ctz(*pool);
    *pool &= *pool - 1;
    return true;
}

static void give_register(maker *m, value *v)
{
    *(v->mask && m->code.avx512 ? &m->free_masks : &m->free_vectors) |= UINT32_C(1) << v->reg;
    v->reg = -1;
}

static void encode_broadcast(maker *m, const value *v)
{
    ln_x86 *e = &m->code;
    if (v->kind == LITERAL) {
        x86_literal(e, v->reg, v->bits);
        return;
    }
    x86_pointer(e, X86_RAX, v->stream);
    if (!v->mask) {
        x86_prefix(e, e->avx512, x86_broadcast, e->avx512 ? X86_512 : X86_256, v->reg, 0, 0, 0, 0, 0);
        x86_byte(e, (v->reg & 7) << 3);
        return;
    }
    static const uint8_t byte_to_eax[] = { 0x0f, 0xb6, 0x00, 0xf7, 0xd8 }; /* movzx eax, byte [rax]; neg eax */
    for (size_t k = 0; k < sizeof byte_to_eax; k++)
        x86_byte(e, byte_to_eax[k]);
    x86_masked(e, 0, (ln_x86_op){ 1, 1, 0x6e }, X86_128, SPARE, 0, X86_RAX, 0, 0);
    x86_vector(e, x86_broadcast, e->avx512 ? SPARE : v->reg, 0, SPARE);
    if (e->avx512)
        x86_vector(e, (ln_x86_op){ 2, 2, 0x39 }, v->reg, 0, SPARE); /* vpmovd2m */
}

static void encode_load(maker *m, const value *v)
{
    ln_x86 *e = &m->code;
    const int base = m->pointer[v->stream];
    if (!v->mask) {
        x86_memory(e, e->avx512, x86_load, e->avx512 ? X86_512 : X86_256, v->reg, base, 2);
    } else if (e->avx512) {
        x86_memory(e, 0, (ln_x86_op){ 1, 2, 0x6f }, X86_128, SPARE, base, 0);             /* vmovdqu */
        x86_masked(e, 1, (ln_x86_op){ 2, 1, 0x26 }, X86_128, v->reg, SPARE, SPARE, 0, 0); /* vptestmb */
    } else {
        x86_memory(e, 0, (ln_x86_op){ 2, 1, 0x31 }, X86_256, SPARE, base, 0); /* vpmovzxbd */
        x86_vector(e, x86_xor, SPARE_MASK, SPARE_MASK, SPARE_MASK);
        x86_vector(e, (ln_x86_op){ 1, 1, 0x66 }, v->reg, SPARE, SPARE_MASK); /* vpcmpgtd */
    }
}

static void encode_store(maker *m, const value *v)
{
    ln_x86 *e = &m->code;
    const int base = m->pointer[v->stream];
    if (!v->mask) {
        x86_memory(e, e->avx512, x86_store, e->avx512 ? X86_512 : X86_256, v->reg, base, 2);
        return;
    }
    if (e->avx512) {
        x86_masked(e, 1, (ln_x86_op){ 2, 2, 0x28 }, X86_128, SPARE, 0, v->reg, 0, 0); /* vpmovm2b */
    } else {
        x86_masked(e, 0, (ln_x86_op){ 3, 1, 0x39 }, X86_256, v->reg, 0, SPARE, 0, 0); /* vextracti128 */
        x86_byte(e, 1);
        x86_masked(e, 0, (ln_x86_op){ 1, 1, 0x6b }, X86_128, SPARE, v->reg, SPARE, 0, 0); /* vpackssdw */
        x86_masked(e, 0, (ln_x86_op){ 1, 1, 0x63 }, X86_128, SPARE, SPARE, SPARE, 0, 0);  /* vpacksswb */
    }
    x86_masked(e, 0, (ln_x86_op){ 2, 1, 0x1c }, X86_128, SPARE, 0, SPARE, 0, 0); /* vpabsb: -1 becomes 1 */
    x86_memory(e, 0, e->avx512 ? (ln_x86_op){ 1, 2, 0x7f } : (ln_x86_op){ 1, 1, 0xd6 }, X86_128, SPARE, base, 0);
}

static void encode_logic(ln_x86 *e, int row, int dst, int a, int b, int ones)
{
    if (!e->avx512) {
        x86_vector(e,
                   row == LN_ROW_logical_and  ? x86_and
                   : row == LN_ROW_logical_or ? x86_or
                                              : x86_xor,
                   dst, a, row == LN_ROW_logical_not ? ones : b);
    } else if (row == LN_ROW_logical_not) {
        x86_masked(e, 0, (ln_x86_op){ 1, 0, 0x44 }, X86_128, dst, 0, a, 0, 0);
    } else {
        int code = row == LN_ROW_logical_and ? 0x41 : row == LN_ROW_logical_or ? 0x45 : 0x47;
        x86_masked(e, 0, (ln_x86_op){ 1, 0, (uint8_t)code }, X86_256, dst, a, b, 0, 0);
    }
}

static void encode_convert(ln_x86 *e, const ln_instruction *i, int dst, int a, int constant)
{
    if (i->from == i->to && i->to == LN_BOOL && e->avx512)
        x86_masked(e, 0, (ln_x86_op){ 1, 0, 0x90 }, X86_128, dst, 0, a, 0, 0); /* kmovw */
    else if (i->from == i->to)
        x86_vector(e, x86_move, dst, 0, a);
    else if (i->to == LN_BOOL)
        x86_lanes(e, dst, a, constant, X86_NE);
    else if (i->from == LN_BOOL)
        x86_keep(e, dst, a, constant);
    else
        x86_vector(e, x86_from_int, dst, 0, a);
}

/* The larger (or smaller) of a and b, a where it is NaN: b where the instruction has no other answer, as x > y ? x : y has it. */
static void encode_extreme(ln_x86 *e, ln_x86_op op, int dst, int a, int b)
{
    x86_lanes(e, SPARE_MASK, a, a, X86_UNORDERED);
    x86_vector(e, op, SPARE, a, b);
    x86_select(e, dst, SPARE_MASK, a, SPARE);
}

/* dst, which is none of the sources, becomes what elementwise.def says of the row; c: the constants of literals_of. */
static void encode_row(ln_x86 *e, int row, int dst, int a, int b, const int c[2])
{
    switch (row) {
    case LN_ROW_add:
        x86_vector(e, x86_add, dst, a, b);
        break;
    case LN_ROW_subtract:
        x86_vector(e, x86_sub, dst, a, b);
        break;
    case LN_ROW_multiply:
        x86_vector(e, x86_mul, dst, a, b);
        break;
    case LN_ROW_square:
        x86_vector(e, x86_mul, dst, a, a);
        break;
    case LN_ROW_divide:
        x86_vector(e, x86_div, dst, a, b);
        break;
    case LN_ROW_divide_no_nan:
        x86_vector(e, x86_div, SPARE, a, b);
        x86_lanes(e, SPARE_MASK, b, c[0], X86_NE);
        x86_keep(e, dst, SPARE_MASK, SPARE);
        break;
    case LN_ROW_floor_divide:
        x86_vector(e, x86_div, SPARE, a, b);
        x86_round(e, dst, SPARE, X86_FLOOR);
        break;
    case LN_ROW_maximum:
        encode_extreme(e, x86_max, dst, a, b);
        break;
    case LN_ROW_minimum:
        encode_extreme(e, x86_min, dst, a, b);
        break;
    case LN_ROW_negative:
        x86_vector(e, x86_xor, dst, a, c[0]);
        break;
    case LN_ROW_absolute:
        x86_vector(e, x86_and, dst, a, c[0]);
        break;
    case LN_ROW_sign: /* NaN and zeros stay */
        x86_vector(e, x86_xor, SPARE, SPARE, SPARE);
        x86_lanes(e, SPARE_MASK, a, SPARE, X86_GT);
        x86_select(e, dst, SPARE_MASK, c[0], a);
        x86_lanes(e, SPARE_MASK, a, SPARE, X86_LT);
        x86_select(e, dst, SPARE_MASK, c[1], dst);
        break;
    case LN_ROW_reciprocal:
        x86_vector(e, x86_div, dst, c[0], a);
        break;
    case LN_ROW_sqrt:
        x86_vector(e, x86_sqrt, dst, 0, a);
        break;
    case LN_ROW_rsqrt:
        x86_vector(e, x86_sqrt, SPARE, 0, a);
        x86_vector(e, x86_div, dst, c[0], SPARE);
        break;
    case LN_ROW_floor:
        x86_round(e, dst, a, X86_FLOOR);
        break;
    case LN_ROW_ceil:
        x86_round(e, dst, a, X86_CEIL);
        break;
    case LN_ROW_rint:
        x86_round(e, dst, a, X86_NEAREST);
        break;
    case LN_ROW_trunc:
        x86_round(e, dst, a, X86_TRUNC);
        break;
    case LN_ROW_relu:
        x86_lanes(e, SPARE_MASK, a, c[0], X86_NLE);
        x86_keep(e, dst, SPARE_MASK, a);
        break;
    case LN_ROW_equal:
        x86_lanes(e, dst, a, b, X86_EQ);
        break;
    case LN_ROW_not_equal:
        x86_lanes(e, dst, a, b, X86_NE);
        break;
    case LN_ROW_less:
        x86_lanes(e, dst, a, b, X86_LT);
        break;
    case LN_ROW_less_equal:
        x86_lanes(e, dst, a, b, X86_LE);
        break;
    case LN_ROW_greater:
        x86_lanes(e, dst, a, b, X86_GT);
        break;
    case LN_ROW_greater_equal:
        x86_lanes(e, dst, a, b, X86_GE);
        break;
    case LN_ROW_isnan:
        x86_lanes(e, dst, a, a, X86_UNORDERED);
        break;
    case LN_ROW_isfinite:
        x86_vector(e, x86_and, SPARE, a, c[0]);
        x86_lanes(e, dst, SPARE, c[1], X86_LE);
        break;
    default: /* isinf */
        x86_vector(e, x86_and, SPARE, a, c[0]);
        x86_lanes(e, dst, SPARE, c[1], X86_GT);
    }
}

/* Instruction n of the run; false when registers run out. */
static bool encode(maker *m, int n)
{
    const ln_instruction *i = &m->program->instructions[m->first + n];
    value *made = &m->values[m->made[n]];
    uint32_t bits[2];
    int src[LN_MAX_OPERANDS] = { 0 }, c[2] = { 0 };
    for (int k = 0; k < operand_count(i); k++) {
        value *v = &m->values[m->source[n][k]];
        if (v->reg < 0) {
            if (!take_register(m, v))
                return false;
            encode_load(m, v);
        }
        src[k] = v->reg;
    }
    for (int k = literals_of(i, bits); k > 0; k--)
        c[k - 1] = m->values[literal(m, bits[k - 1])].reg;
    if (!take_register(m, made))
        return false;
    if (i->action == LN_ACT_CONVERT)
        encode_convert(&m->code, i, made->reg, src[0], c[0]);
    else if (i->row == LN_ROW_COUNT)
        x86_select(&m->code, made->reg, src[0], src[1], src[2]);
    else if (is_logical_row(i->row))
        encode_logic(&m->code, i->row, made->reg, src[0], src[1], c[0]);
    else
        encode_row(&m->code, i->row, made->reg, src[0], src[1], c);
    if (made->stream >= 0)
        encode_store(m, made);
    for (int k = 0; k < operand_count(i); k++) {
        value *v = &m->values[m->source[n][k]];
        if (v->last == n && v->reg >= 0)
            give_register(m, v);
    }
    if (made->last < 0)
        give_register(m, made);
    return true;
}

/* The function of a run, from the code's present end on; false when registers run out. */
static bool encode_run(maker *m)
{
    ln_x86 *e = &m->code;
    const int kept = m->moving_count < LAST_KEPT + 1 ? m->moving_count : LAST_KEPT + 1;
    m->free_vectors = e->avx512 ? UINT32_C(0xfffffffc) : UINT32_C(0xfffc);
    m->free_masks = 0xfc;
    for (int k = FIRST_KEPT; k < kept; k++)
        x86_push(e, pointers[k]);
    for (int v = 0; v < m->value_count; v++)
        if (m->values[v].kind == LITERAL || m->values[v].kind == BROADCAST) {
            if (!take_register(m, &m->values[v]))
                return false;
            encode_broadcast(m, &m->values[v]);
        }
    for (int s = 0; s < m->stream_count; s++)
        if (m->streams[s].item > 0)
            x86_pointer(e, m->pointer[s], s);
    x86_byte(e, 0x31); /* xor eax, eax */
    x86_byte(e, 0xc0);
    while (e->used % 64 != 0)
        x86_byte(e, 0x90); /* nop: a loop that begins with a line of the cache is read in fewer pieces */
    const size_t loop = e->used;
    for (int n = 0; n < m->end - m->first; n++)
        if (!encode(m, n))
            return false;
    const uint8_t tail[] = { 0x48, 0x83, 0xc0, e->avx512 ? 16 : 8, 0x48, 0x39, 0xf8, 0x0f, 0x8c }; /* add rax; cmp rax, rdi; jl */
    for (size_t k = 0; k < sizeof tail; k++)
        x86_byte(e, tail[k]);
    x86_int32(e, (int32_t)loop - (int32_t)(e->used + 4));
    for (int k = kept - 1; k >= FIRST_KEPT; k--)
        x86_pop(e, pointers[k]);
    static const uint8_t end[] = { 0xc5, 0xf8, 0x77, 0xc3 }; /* vzeroupper; ret */
    for (size_t k = 0; k < sizeof end; k++)
        x86_byte(e, end[k]);
    while (e->used % 32 != 0)
        x86_byte(e, 0xcc);
    return true;
}

/* Programs ---------------------------------------------------------------------------------------------------------------------- */

/* The longest run that begins at `first`: how many instructions it has, 0 when none does; its code is behind the others'. */
static int make_run(maker *m, int first)
{
    const ln_program *p = m->program;
    const size_t start = m->code.used;
    int end = first;
    while (end < p->instruction_count && end - first < RUN_MOST && is_native(&p->instructions[end]) &&
           p->instructions[end].narrow == p->instructions[first].narrow)
        end++;
    for (m->first = first, m->end = end; m->end - first >= RUN_LEAST; m->end--) {
        m->code.used = start;
        if (list_values(m) && encode_run(m))
            return m->end - first;
    }
    m->code.used = start;
    return 0;
}

static ln_status keep_run(maker *m, ln_context *ctx, ln_zone *zone, size_t offset, ln_instruction *out)
{
    ln_native *native;
    LN_TRY(ln_zone_alloc(ctx, zone, 1, sizeof *native, &native));
    LN_TRY(ln_zone_alloc(ctx, zone, (size_t)m->stream_count, sizeof *native->streams, &native->streams));
    memcpy(native->streams, m->streams, (size_t)m->stream_count * sizeof *native->streams);
    native->stream_count = m->stream_count;
    native->lanes = m->code.avx512 ? 16 : 8;
    native->offset = offset;
    *out = (ln_instruction){ .action = LN_ACT_NATIVE, .narrow = m->program->instructions[m->first].narrow, .as.native = native };
    return LN_OK;
}

/* The instructions of a program with its runs in their place, at `out`; their number, 0 when it has no run. */
static ln_status make_program(maker *m, ln_context *ctx, ln_zone *zone, ln_instruction **out, int *count)
{
    const ln_program *p = m->program;
    bool any = false;
    *count = 0;
    if (p->size * (p->rows > 0 ? p->length : 1) < SIZE_LEAST)
        return LN_OK;
    LN_TRY(ln_zone_alloc(ctx, zone, (size_t)p->instruction_count, sizeof **out, out));
    for (int i = 0; i < p->instruction_count;) {
        const size_t offset = m->code.used;
        int length = i < p->once_count ? 0 : make_run(m, i);
        if (m->code.used > m->code.room)
            return LN_OK; /* more than there is room for: it stays as it is */
        if (length > 0)
            LN_TRY(keep_run(m, ctx, zone, offset, &(*out)[(*count)++]));
        else
            (*out)[(*count)++] = p->instructions[i];
        any = any || length > 0;
        i += length > 0 ? length : 1;
    }
    if (!any)
        *count = 0;
    return LN_OK;
}

static ln_status make_all(maker *m, ln_context *ctx, ln_zone *zone, ln_program *const *programs, int count, ln_code *code)
{
    ln_instruction **lists;
    int *counts;
    LN_TRY(ln_zone_alloc(ctx, zone, (size_t)count, sizeof *lists, &lists));
    LN_TRY(ln_zone_alloc(ctx, zone, (size_t)count, sizeof *counts, &counts));
    for (int k = 0; k < count; k++) {
        const size_t start = m->code.used;
        m->program = programs[k];
        LN_TRY(make_program(m, ctx, zone, &lists[k], &counts[k]));
        if (m->code.used > m->code.room) {
            m->code.used = start;
            counts[k] = 0;
        }
    }
    if (!ln_code_map(code, m->code.bytes, m->code.used))
        return LN_OK;
    for (int k = 0; k < count; k++) {
        for (int i = 0; i < counts[k]; i++) {
            if (lists[k][i].action != LN_ACT_NATIVE)
                continue;
            ln_native *native = (ln_native *)(uintptr_t)lists[k][i].as.native;
            const uint8_t *at = code->at + native->offset;
            memcpy(&native->run, &at, sizeof at);
        }
        if (counts[k] > 0) {
            programs[k]->instructions = lists[k];
            programs[k]->instruction_count = counts[k];
            if (counts[k] == 1 && programs[k]->rows == 0)
                programs[k]->block =
                    (int)programs[k]->grain; /* nothing is kept in the program's registers, which blocks would keep in L1 */
        }
    }
    return LN_OK;
}

ln_status ln_native_make(ln_context *ctx, ln_zone *zone, ln_program *const *programs, int count, ln_code *code)
{
    if (ln_cpu_isa() < LN_ISA_V3 || count == 0)
        return LN_OK;
    const size_t bytes = sizeof(maker) + (size_t)RUN_BYTES * (size_t)count;
    void *block;
    LN_TRY(ln_alloc(ctx, bytes, "machine code", &block));
    maker *m = block;
    memset(m, 0, sizeof *m);
    m->code = (ln_x86){ .bytes = (uint8_t *)(m + 1), .room = bytes - sizeof *m, .avx512 = ln_cpu_isa() >= LN_ISA_V4 };
    ln_status status = make_all(m, ctx, zone, programs, count, code);
    ln_free(ctx, block, bytes);
    return status;
}

#else

ln_status ln_native_make(ln_context *ctx, ln_zone *zone, ln_program *const *programs, int count, ln_code *code)
{
    (void)ctx, (void)zone, (void)programs, (void)count, (void)code;
    return LN_OK;
}

#endif

/* Running ----------------------------------------------------------------------------------------------------------------------- */

/* The last `n` elements, fewer than a vector; `done` were before them. */
static void run_rest(const ln_native *native, int64_t done, int64_t n, void *const *at)
{
    _Alignas(64) char room[STREAMS][LANES * 4];
    void *moved[STREAMS];
    for (int s = 0; s < native->stream_count; s++) {
        const stream *t = &native->streams[s];
        moved[s] = (char *)at[t->operand] + done * t->item;
        if (t->item == 0 || t->inside)
            continue;
        if (!t->written)
            memcpy(room[s], moved[s], (size_t)(n * t->item));
        moved[s] = room[s];
    }
    native->run(native->lanes, moved);
    for (int s = 0; s < native->stream_count; s++) {
        const stream *t = &native->streams[s];
        if (t->written && !t->inside)
            memcpy((char *)at[t->operand] + done * t->item, room[s], (size_t)(n * t->item));
    }
}

void ln_native_run(const ln_native *native, int64_t n, void *const *at)
{
    void *moved[STREAMS];
    const int64_t whole = n / native->lanes * native->lanes;
    if (whole > 0) {
        for (int s = 0; s < native->stream_count; s++)
            moved[s] = at[native->streams[s].operand];
        native->run(whole, moved);
    }
    if (n > whole)
        run_rest(native, whole, n - whole, at);
}
