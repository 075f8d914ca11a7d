/* Making native runs. Knows of no Lua.
 *
 * A run's instructions become micro-operations over values (micro.h): literals, broadcast operands, what is loaded, what is made, with their last
 * uses. These are then encoded in order: literals and broadcast operands get registers before the loop and keep them, a loaded value gets one at its
 * first use, every value gives its own back where it is read last. Where registers don't suffice, what was loaded is loaded once
 * more, and literals are read from memory behind the code. Where they or the pointers still run out the run ends, and the next one begins.
 *
 * Sums of values that a run makes or loads are made in the run, where the program is plain: in the lanes of op/blocks.h, which stay in registers. Of several
 * those that find no registers are left to who reduces. */
#include "graph/native_form.h"

#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "graph/micro.h"
#include "graph/x86.h"
#include "op/blocks.h"

enum {
    RUN_LEAST = 2,        /* instructions, unless they are summed; one alone is as fast as its loop */
    SIZE_LEAST = 2,       /* elements of a program; smaller ones are not worth it */
    SIZE_LEAST_AVX2 = 64, /* where what is less than a vector is copied */
    LITERALS = 160,       /* uses of literals in memory */
    GUARDS = 64,
    SUM_VECTORS = 4, /* of doubles, at most */
    RUN_BYTES = 16 * 1024
};

enum { MADE, LITERAL, BROADCAST, LOADED }; /* what a value is */

/* What the maker knows of a value besides ln_micros. */
typedef struct place {
    uint8_t kind;
    ln_operand operand;
    int8_t reg;     /* -1: none now */
    bool seen;      /* it was loaded in this step of the loop */
    int16_t last;   /* the last of the micro-operations that reads it, -1 when none does, LN_MICROS for what is kept */
    int16_t stream; /* where it is loaded from or stored to, -1: nowhere */
} place;

typedef struct maker {
    const ln_program *program;
    int first, end; /* the run */
    ln_micros micros;
    place places[LN_MICRO_VALUES];
    int16_t current[LN_OPERANDS]; /* the value that an operand holds, or -1 */
    int16_t made[LN_RUN_MOST];    /* the value of each instruction */
    ln_stream streams[LN_RUN_STREAMS];
    int8_t pointer[LN_RUN_STREAMS]; /* the register that holds it */
    int stream_count, moving_count;
    bool taken[LN_FILLED_MOST]; /* the hands that runs of the program sum */
    int sum_count, sums_most;
    struct {
        ln_run_sum what;
        int8_t lanes[SUM_VECTORS]; /* their registers */
    } sums[LN_FILLED_MOST];
    uint32_t free_vectors, free_masks;
    bool literals_in_memory;
    bool tail; /* what is encoded now is for the rest, under a mask */
    struct {
        size_t at; /* of the displacement, in the code */
        int after; /* bytes of the instruction behind it */
        uint32_t bits;
    } uses[LITERALS];
    int use_count;
    int now;               /* the micro-operation that is encoded */
    size_t guards[GUARDS]; /* their jumps */
    int guard_count;
    bool stored, summed; /* by what is encoded so far of one step of the loop */
    ln_x86 code;
} maker;

#ifdef LN_HAVE_X86_64_LEVELS
static const int8_t pointers[] = { X86_RDX, X86_RCX, 8,  9,  10, 11,     X86_RBX,
                                   X86_RBP, 12,      13, 14, 15, X86_RSI /* last: it holds the table */ };
enum { POINTERS = sizeof pointers, FIRST_KEPT = 6, LAST_KEPT = 11 }; /* those between must be given back as they were */

/* Whether an instruction from `at` on reads what a register holds now. */
static bool is_read_from(const ln_program *p, int at, ln_operand o)
{
    for (int i = at; i < p->instruction_count; i++) {
        const ln_instruction *next = &p->instructions[i];
        for (int k = 0; k < ln_micros_operands(next); k++)
            if (next->in[k] == o)
                return true;
        if (next->out == o)
            return false;
    }
    return false;
}

/* The values of a run ----------------------------------------------------------------------------------------------------------- */

/* Whether a stream keeps its pointer in a register. */
static bool keeps_pointer(const ln_stream *t)
{
    return t->item > 0 || t->operand == LN_SUM_LANES;
}

static int add_stream(maker *m, ln_operand o, size_t item, bool written)
{
    const ln_stream t = { o, (uint8_t)item, written, o >= LN_WIDE_REGISTER };
    if (m->stream_count == LN_RUN_STREAMS || (keeps_pointer(&t) && m->moving_count == POINTERS))
        return -1;
    if (keeps_pointer(&t))
        m->pointer[m->stream_count] = pointers[m->moving_count++];
    m->streams[m->stream_count] = t;
    return m->stream_count++;
}

/* What the micro-operations made is known to the maker too. */
static void place_values(maker *m, int from)
{
    for (int v = from; v < m->micros.value_count; v++)
        m->places[v] = (place){ .kind = m->micros.values[v].literal ? LITERAL : MADE, .reg = -1, .last = -1, .stream = -1 };
}

static int source_value(maker *m, ln_operand o, ln_dtype dtype, ptrdiff_t step)
{
    if (m->current[o] >= 0)
        return m->current[o];
    const ln_outside *t = o < LN_WIDE_REGISTER ? &m->program->tensors[o] : NULL;
    if (t != NULL && t->constant && t->header->size == 1 && dtype == LN_FLOAT32) {
        const int from = m->micros.value_count;
        uint32_t bits;
        memcpy(&bits, t->header->data, sizeof bits);
        const int literal = ln_micros_literal(&m->micros, bits);
        place_values(m, from);
        return literal;
    }
    const int wanted = step == 0 ? BROADCAST : LOADED;
    for (int v = 0; v < m->micros.value_count; v++)
        if (m->places[v].kind == wanted && m->places[v].operand == o)
            return v;
    int s = add_stream(m, o, (size_t)step, false);
    if (s < 0)
        return -1;
    int v = ln_micros_value(&m->micros, dtype == LN_BOOL);
    m->places[v] = (place){ .kind = (uint8_t)wanted, .operand = o, .reg = -1, .last = -1, .stream = (int16_t)s };
    return v;
}

static bool is_summed(const maker *m, int hand)
{
    bool summed = false;
    for (int k = 0; k < m->sum_count; k++)
        summed = summed || m->sums[k].what.hand == hand;
    return summed;
}

/* The value of an operand so far, made or loaded, or -1. */
static int value_now(const maker *m, ln_operand o)
{
    for (int v = 0; m->current[o] < 0 && v < m->micros.value_count; v++)
        if (m->places[v].kind == LOADED && m->places[v].operand == o)
            return v;
    return m->current[o];
}

/* Sums what is there by now of what the program hands on. */
static void sum_values(maker *m)
{
    const ln_program *p = m->program;
    for (int k = 0; k < p->hand_count; k++) {
        const int v = value_now(m, p->hands[k].tensor), from = m->micros.value_count;
        if (v < 0 || !p->hands[k].summable || m->taken[k] || is_summed(m, k) || m->sum_count == m->sums_most)
            continue;
        ln_micros_sum(&m->micros, v, m->sum_count);
        place_values(m, from);
        m->sums[m->sum_count++].what = (ln_run_sum){ p->hands[k].tensor, (uint8_t)k };
    }
}

/* Whether what a run makes there is needed in memory. */
static bool is_needed(const maker *m, ln_operand o)
{
    const ln_program *p = m->program;
    bool handed = false;
    if (o >= LN_WIDE_REGISTER || is_read_from(p, m->end, o))
        return is_read_from(p, m->end, o);
    for (int k = 0; k < p->hand_count; k++) {
        if (p->hands[k].tensor == o && (p->hands[k].kept || !is_summed(m, k)))
            return true;
        handed = handed || p->hands[k].tensor == o;
    }
    return !handed;
}

static bool list_values(maker *m)
{
    const ln_program *p = m->program;
    m->micros.count = m->micros.value_count = m->stream_count = m->moving_count = m->sum_count = 0;
    m->micros.full = false;
    memset(m->current, -1, sizeof m->current);
    if (m->sums_most > 0)
        add_stream(m, LN_SUM_LANES, 0, true);
    for (int at = m->first; at < m->end; at++) {
        const ln_instruction *i = &p->instructions[at];
        int in[LN_MAX_OPERANDS] = { 0 };
        for (int k = 0; k < ln_micros_operands(i); k++) {
            in[k] = source_value(m, i->in[k], ln_micros_dtype(i, k), i->step[k]);
            if (in[k] < 0)
                return false;
        }
        const int from = m->micros.value_count;
        const int v = ln_micros_add(&m->micros, i, in);
        if (m->micros.full)
            return false;
        place_values(m, from);
        m->places[v].operand = i->out;
        m->made[at - m->first] = m->current[i->out] = (int16_t)v;
        if (m->code.avx512 || at + 1 == m->end) /* behind all guards */
            sum_values(m);
    }
    if (m->micros.full)
        return false;
    for (int n = 0; n < m->micros.count; n++)
        for (int k = 0; k < m->micros.list[n].count; k++)
            m->places[m->micros.list[n].in[k]].last = (int16_t)n;
    for (int n = 0; n < m->end - m->first; n++) {
        const int v = m->made[n];
        const ln_operand o = m->places[v].operand;
        const size_t item = m->micros.values[v].mask ? 1 : 4;
        if (!is_needed(m, o) || (o >= LN_WIDE_REGISTER && m->current[o] != v))
            continue;
        for (int k = 0; k < m->stream_count; k++)
            if (m->streams[k].operand == o && m->streams[k].item != item)
                return false; /* a register read as bytes and written as words: a word would fall on bytes not read yet */
        int s = add_stream(m, o, item, true);
        if (s < 0)
            return false;
        m->places[v].stream = (int16_t)s;
    }
    return true;
}

/* Encoding ---------------------------------------------------------------------------------------------------------------------- */

enum {
    SPARE = 0, /* holds nothing from one micro-operation to the next, as the next; with AVX2 the mask is vector 1 */
    SPARE_MASK = 1,
    TAIL = 7 /* the mask of the elements behind the last whole vector, with AVX-512 */
};

/* What each is on the machine; of those that are not one opcode, nothing. */
static const ln_x86_op micro_ops[] = {
    [LN_MICRO_ADD] = { 1, 0, 0x58 },      [LN_MICRO_SUB] = { 1, 0, 0x5c },      [LN_MICRO_MUL] = { 1, 0, 0x59 },
    [LN_MICRO_DIV] = { 1, 0, 0x5e },      [LN_MICRO_MAX] = { 1, 0, 0x5f },      [LN_MICRO_MIN] = { 1, 0, 0x5d },
    [LN_MICRO_AND] = { 1, 0, 0x54 },      [LN_MICRO_OR] = { 1, 0, 0x56 },       [LN_MICRO_XOR] = { 1, 0, 0x57 },
    [LN_MICRO_SCALE] = { 2, 1, 0x2c },    [LN_MICRO_RANGE] = { 3, 1, 0x50 },    [LN_MICRO_FUSED] = { 2, 1, 0xb8 },
    [LN_MICRO_SQRT] = { 1, 0, 0x51 },     [LN_MICRO_ROUND] = { 3, 1, 0x08 },    [LN_MICRO_EXPONENT] = { 2, 1, 0x42 },
    [LN_MICRO_FRACTION] = { 3, 1, 0x26 }, [LN_MICRO_FROM_INT] = { 1, 0, 0x5b }, [LN_MICRO_COPY] = { 1, 0, 0x28 },
    [LN_MICRO_LANES] = { 1, 0, 0xc2 },    [LN_MICRO_PLUS] = { 1, 1, 0xfe },     [LN_MICRO_MASK_COPY] = { 1, 0, 0x28 },
};

static uint32_t *pool_of(maker *m, int v)
{
    return m->micros.values[v].mask && m->code.avx512 ? &m->free_masks : &m->free_vectors;
}

static void give_register(maker *m, int v)
{
    *pool_of(m, v) |= UINT32_C(1) << m->places[v].reg;
    m->places[v].reg = -1;
}

/* Gives back the register of what was loaded, the one that is read last, but for the operands of what is encoded now: it is loaded once more. */
static bool give_loaded(maker *m)
{
    const ln_micro *t = &m->micros.list[m->now];
    int chosen = -1;
    for (int v = 0; v < m->micros.value_count; v++) {
        const place *p = &m->places[v];
        bool needed = p->kind != LOADED || p->reg < 0 || m->micros.values[v].mask;
        for (int k = 0; k < t->count; k++)
            needed = needed || t->in[k] == v;
        if (!needed && (chosen < 0 || p->last > m->places[chosen].last))
            chosen = v;
    }
    if (chosen >= 0)
        give_register(m, chosen);
    return chosen >= 0;
}

static bool take_register(maker *m, int v)
{
    uint32_t *pool = pool_of(m, v);
    if (*pool == 0 && (pool != &m->free_vectors || !give_loaded(m)))
        return false;
    m->places[v].reg = (int8_t)__builtin_ctz(*pool);
    *pool &= *pool - 1;
    return true;
}

/* dst = op(a, the literal v in memory), of which `after` bytes follow. */
static bool encode_literal_operand(maker *m, ln_x86_op op, int dst, int a, int v, int after)
{
    if (m->use_count == LITERALS)
        return false;
    x86_behind(&m->code, op, dst, a);
    m->uses[m->use_count].at = m->code.used - 4;
    m->uses[m->use_count].after = after;
    m->uses[m->use_count++].bits = m->micros.values[v].bits;
    return true;
}

static void encode_broadcast(maker *m, int v)
{
    ln_x86 *e = &m->code;
    const int reg = m->places[v].reg;
    x86_pointer(e, X86_RAX, m->places[v].stream);
    if (!m->micros.values[v].mask) {
        x86_prefix(e, e->avx512, x86_broadcast, e->avx512 ? X86_512 : X86_256, reg, 0, 0, 0, 0, 0);
        x86_byte(e, (reg & 7) << 3);
        return;
    }
    static const uint8_t byte_to_eax[] = { 0x0f, 0xb6, 0x00, 0xf7, 0xd8 }; /* movzx eax, byte [rax]; neg eax */
    for (size_t k = 0; k < sizeof byte_to_eax; k++)
        x86_byte(e, byte_to_eax[k]);
    x86_masked(e, 0, (ln_x86_op){ 1, 1, 0x6e }, X86_128, SPARE, 0, X86_RAX, 0, 0);
    x86_vector(e, x86_broadcast, e->avx512 ? SPARE : reg, 0, SPARE);
    if (e->avx512)
        x86_vector(e, (ln_x86_op){ 2, 2, 0x39 }, reg, 0, SPARE); /* vpmovd2m */
}

static void encode_load(maker *m, int v)
{
    ln_x86 *e = &m->code;
    const int base = m->pointer[m->places[v].stream], reg = m->places[v].reg;
    if (!m->micros.values[v].mask) {
        x86_memory(e, e->avx512, x86_load, e->avx512 ? X86_512 : X86_256, reg, base, 2, m->tail ? TAIL : 0, 1);
    } else if (e->avx512) {
        x86_memory(e, 1, (ln_x86_op){ 1, 3, 0x6f }, X86_128, SPARE, base, 0, m->tail ? TAIL : 0, 1); /* vmovdqu8 */
        x86_masked(e, 1, (ln_x86_op){ 2, 1, 0x26 }, X86_128, reg, SPARE, SPARE, 0, 0);               /* vptestmb */
    } else {
        x86_memory(e, 0, (ln_x86_op){ 2, 1, 0x31 }, X86_256, SPARE, base, 0, 0, 0); /* vpmovzxbd */
        x86_vector(e, x86_xor, SPARE_MASK, SPARE_MASK, SPARE_MASK);
        x86_vector(e, (ln_x86_op){ 1, 1, 0x66 }, reg, SPARE, SPARE_MASK); /* vpcmpgtd */
    }
}

/* The lanes of a sum += the vector. With AVX2 it is half of them, which then change places with the other half. */
static void encode_sum(maker *m, int reg, const int8_t *lanes)
{
    const ln_x86_op widen = { 1, 0, 0x5a }, extract = { 3, 1, m->code.avx512 ? 0x1b : 0x19 };
    ln_x86 *e = &m->code;
    for (int half = 0; half < 2; half++) {
        if (half == 1) {
            x86_masked(e, e->avx512, extract, e->avx512 ? X86_512 : X86_256, reg, 0, SPARE, 0, 0);
            x86_byte(e, 1);
        }
        x86_vector(e, widen, SPARE, 0, half == 0 ? reg : SPARE);
        if (e->avx512) {
            if (m->tail && half == 1) {
                x86_masked(e, 0, (ln_x86_op){ 3, 1 | X86_DOUBLES, 0x30 }, X86_128, SPARE_MASK, 0, TAIL, 0, 0); /* kshiftrw */
                x86_byte(e, 8);
            }
            x86_masked(e, 1, x86_add_doubles, X86_512, lanes[half], lanes[half], SPARE,
                       !m->tail    ? 0
                       : half == 0 ? TAIL
                                   : SPARE_MASK,
                       0);
        } else {
            x86_vector(e, x86_add_doubles, SPARE, lanes[half], SPARE);
            x86_vector(e, micro_ops[LN_MICRO_COPY], lanes[half], 0, lanes[half + 2]);
            x86_vector(e, micro_ops[LN_MICRO_COPY], lanes[half + 2], 0, SPARE);
        }
    }
}

/* Loads or stores the lanes of the sums, at the pointer of the first stream; rax is 0. */
static void encode_lanes(maker *m, ln_x86_op op)
{
    ln_x86 *e = &m->code;
    const int count = e->avx512 ? 2 : 4, bytes = LN_LANES * (int)sizeof(double);
    for (int s = 0; s < m->sum_count; s++)
        for (int k = 0; k < count; k++)
            x86_memory_at(e, e->avx512, op, e->avx512 ? X86_512 : X86_256, m->sums[s].lanes[k], m->pointer[0], 0,
                          m->sums[s].what.hand * bytes + k * bytes / count, 0, 0);
}

/* Gives the lanes of the sums their registers, and loads them. */
static bool take_lanes(maker *m)
{
    for (int s = 0; s < m->sum_count; s++)
        for (int k = 0; k < (m->code.avx512 ? 2 : 4); k++) {
            if (m->free_vectors == 0)
                return false;
            m->sums[s].lanes[k] = (int8_t)__builtin_ctz(m->free_vectors);
            m->free_vectors &= m->free_vectors - 1;
        }
    encode_lanes(m, x86_load);
    return true;
}

static void encode_store(maker *m, int v)
{
    ln_x86 *e = &m->code;
    const int base = m->pointer[m->places[v].stream], reg = m->places[v].reg;
    if (!m->micros.values[v].mask) {
        x86_memory(e, e->avx512, x86_store, e->avx512 ? X86_512 : X86_256, reg, base, 2, m->tail ? TAIL : 0, 0);
        return;
    }
    if (e->avx512) {
        x86_masked(e, 1, (ln_x86_op){ 2, 2, 0x28 }, X86_128, SPARE, 0, reg, 0, 0); /* vpmovm2b */
    } else {
        x86_masked(e, 0, (ln_x86_op){ 3, 1, 0x39 }, X86_256, reg, 0, SPARE, 0, 0); /* vextracti128 */
        x86_byte(e, 1);
        x86_masked(e, 0, (ln_x86_op){ 1, 1, 0x6b }, X86_128, SPARE, reg, SPARE, 0, 0);   /* vpackssdw */
        x86_masked(e, 0, (ln_x86_op){ 1, 1, 0x63 }, X86_128, SPARE, SPARE, SPARE, 0, 0); /* vpacksswb */
    }
    x86_masked(e, 0, (ln_x86_op){ 2, 1, 0x1c }, X86_128, SPARE, 0, SPARE, 0, 0); /* vpabsb: -1 becomes 1 */
    if (e->avx512)
        x86_memory(e, 1, (ln_x86_op){ 1, 3, 0x7f }, X86_128, SPARE, base, 0, m->tail ? TAIL : 0, 0); /* vmovdqu8 */
    else
        x86_memory(e, 0, (ln_x86_op){ 1, 1, 0xd6 }, X86_128, SPARE, base, 0, 0, 0); /* vmovq */
}

/* The literals behind the code: with AVX2 a whole vector of each. */
static void encode_literals(maker *m)
{
    ln_x86 *e = &m->code;
    const int copies = e->avx512 ? 1 : 8;
    for (int k = 0; k < m->use_count; k++) {
        int same = 0;
        while (m->uses[same].bits != m->uses[k].bits)
            same++;
        if (same == k)
            for (int c = 0; c < copies; c++)
                x86_int32(e, (int32_t)m->uses[k].bits);
    }
    size_t behind = e->used; /* of the one before, going back */
    for (int k = m->use_count - 1; k >= 0; k--) {
        int same = 0;
        while (m->uses[same].bits != m->uses[k].bits)
            same++;
        if (same != k)
            continue;
        behind -= (size_t)(4 * copies);
        for (int u = k; u < m->use_count; u++)
            if (m->uses[u].bits == m->uses[k].bits)
                x86_int32_at(e, m->uses[u].at, (int32_t)(behind - (m->uses[u].at + 4 + (size_t)m->uses[u].after)));
    }
}

enum {
    FRACTION_OF_POSITIVE = 0x0c, /* in [1, 2), NaN of what is below 0 */
    LESSER_MAGNITUDE = 0x02      /* the first operand's sign */
};

static bool has_immediate(const ln_micro *t)
{
    return t->kind == LN_MICRO_ROUND || t->kind == LN_MICRO_LANES || t->kind == LN_MICRO_FRACTION || t->kind == LN_MICRO_RANGE;
}

static void encode_immediate(ln_x86 *e, const ln_micro *t)
{
    if (has_immediate(t))
        x86_byte(e, t->kind == LN_MICRO_FRACTION ? FRACTION_OF_POSITIVE : t->kind == LN_MICRO_RANGE ? LESSER_MAGNITUDE : t->how);
}

static void encode_mask(ln_x86 *e, int kind, int dst, int a, int b)
{
    static const uint8_t codes[] = { 0x41, 0x45, 0x47 };
    if (e->avx512 && kind == LN_MICRO_MASK_COPY)
        x86_masked(e, 0, (ln_x86_op){ 1, 0, 0x90 }, X86_128, dst, 0, a, 0, 0); /* kmovw */
    else if (e->avx512 && kind == LN_MICRO_MASK_NOT)
        x86_masked(e, 0, (ln_x86_op){ 1, 0, 0x44 }, X86_128, dst, 0, a, 0, 0);
    else if (e->avx512)
        x86_masked(e, 0, (ln_x86_op){ 1, 0, codes[kind - LN_MICRO_MASK_AND] }, X86_256, dst, a, b, 0, 0);
    else if (kind == LN_MICRO_MASK_COPY)
        x86_vector(e, micro_ops[LN_MICRO_COPY], dst, 0, a);
    else if (kind == LN_MICRO_MASK_NOT) {
        x86_vector(e, (ln_x86_op){ 1, 1, 0x76 }, SPARE, SPARE, SPARE); /* vpcmpeqd: all ones */
        x86_vector(e, micro_ops[LN_MICRO_XOR], dst, a, SPARE);
    } else
        x86_vector(e, micro_ops[LN_MICRO_AND + (kind - LN_MICRO_MASK_AND)], dst, a, b);
}

static void encode_micro(ln_x86 *e, const ln_micro *t, int dst, const int src[LN_MICRO_OPERANDS])
{
    switch (t->kind) {
    case LN_MICRO_LEFT:
    case LN_MICRO_RIGHT:
        x86_shift(e, dst, src[0], t->kind == LN_MICRO_LEFT, t->how);
        break;
    case LN_MICRO_SELECT:
        x86_select(e, dst, src[0], src[1], src[2]);
        break;
    case LN_MICRO_KEEP:
        x86_keep(e, dst, src[0], src[1]);
        break;
    case LN_MICRO_ADD_WHERE:
    case LN_MICRO_MUL_WHERE:
        if (dst != src[1])
            x86_vector(e, micro_ops[LN_MICRO_COPY], dst, 0, src[1]);
        x86_masked(e, 1, micro_ops[t->kind == LN_MICRO_ADD_WHERE ? LN_MICRO_ADD : LN_MICRO_MUL], X86_512, dst, src[1], src[2],
                   src[0], 0);
        break;
    case LN_MICRO_FUSED:
        if (dst != src[0])
            x86_vector(e, micro_ops[LN_MICRO_COPY], dst, 0, src[0]);
        x86_vector(e, micro_ops[LN_MICRO_FUSED], dst, src[1], src[2]);
        break;
    case LN_MICRO_MASK_AND:
    case LN_MICRO_MASK_OR:
    case LN_MICRO_MASK_XOR:
    case LN_MICRO_MASK_NOT:
    case LN_MICRO_MASK_COPY:
        encode_mask(e, t->kind, dst, src[0], src[1]);
        break;
    default:
        if (t->kind < LN_MICRO_SQRT || t->kind == LN_MICRO_LANES)
            x86_vector(e, micro_ops[t->kind], dst, src[0], src[1]);
        else
            x86_vector(e, micro_ops[t->kind], dst, 0, src[0]);
    }
    encode_immediate(e, t);
}

/* Which operand the instruction itself can read from memory, or -1. */
static int memory_operand(const ln_micro *t)
{
    return t->kind < LN_MICRO_SQRT || t->kind == LN_MICRO_LANES ? 1 : t->kind == LN_MICRO_FUSED ? 2 : -1;
}

/* The registers of the operands; a literal that has none is read from memory, in *last by the instruction itself, whose last operand it is. */
static bool take_operands(maker *m, int n, int src[LN_MICRO_OPERANDS], bool *last)
{
    const ln_micro *t = &m->micros.list[n];
    *last = false;
    for (int k = 0; k < t->count; k++) {
        const int v = t->in[k];
        if (m->places[v].kind == LITERAL && m->places[v].reg < 0 && k == memory_operand(t)) {
            *last = true;
            continue;
        }
        if (m->places[v].reg < 0) {
            if (!take_register(m, v))
                return false;
            if (m->places[v].kind == LOADED) {
                if (m->places[v].seen && m->stored)
                    return false; /* something may be stored over it */
                m->places[v].seen = true;
                encode_load(m, v);
            } else if (!encode_literal_operand(m, x86_broadcast, m->places[v].reg, 0, v, 0))
                return false;
        }
        src[k] = m->places[v].reg;
    }
    return true;
}

/* Bytes, then a displacement of 32 bits that is yet to be set; where it is. */
static size_t encode_jump(ln_x86 *e, const uint8_t *bytes, size_t count)
{
    for (size_t k = 0; k < count; k++)
        x86_byte(e, bytes[k]);
    x86_int32(e, 0);
    return e->used - 4;
}

static void land(ln_x86 *e, size_t jump, size_t target)
{
    x86_int32_at(e, jump, (int32_t)target - (int32_t)(jump + 4));
}

/* Leaves the loop if a lane of the mask is set. The elements are then done once more, so nothing may have been stored of them. */
static bool encode_guard(maker *m, int mask)
{
    static const uint8_t leave[] = { 0x0f, 0x85 }; /* jne */
    if (m->stored || m->summed || m->guard_count == GUARDS)
        return false;
    x86_vector(&m->code, (ln_x86_op){ 2, 1, 0x0e }, mask, 0, mask); /* vtestps */
    m->guards[m->guard_count++] = encode_jump(&m->code, leave, sizeof leave);
    return true;
}

/* The register of the result: that of the operand to which the instruction adds, or which stays where the mask says no, if it is free, else none of
 * the operands'. */
static bool take_register_for(maker *m, const ln_micro *t, const int src[LN_MICRO_OPERANDS])
{
    if (t->kind != LN_MICRO_ADD_WHERE && t->kind != LN_MICRO_MUL_WHERE && t->kind != LN_MICRO_FUSED)
        return take_register(m, t->out);
    const int first = t->kind == LN_MICRO_FUSED ? 0 : 1;
    const uint32_t all = m->free_vectors, kept = UINT32_C(1) << src[first];
    const uint32_t others = UINT32_C(1) << src[first == 0 ? 1 : 2] | UINT32_C(1) << src[2];
    m->free_vectors = (all & kept & ~others) != 0 ? kept : all & ~others;
    const uint32_t offered = m->free_vectors;
    const bool taken = take_register(m, t->out);
    m->free_vectors = all & ~(offered & ~m->free_vectors);
    return taken;
}

/* Micro-operation n of the run; false when registers run out. */
static bool encode(maker *m, int n)
{
    const ln_micro *t = &m->micros.list[n];
    int src[LN_MICRO_OPERANDS] = { 0 };
    bool last;
    m->now = n;
    if (!take_operands(m, n, src, &last))
        return false;
    for (int k = 0; k < t->count; k++) {
        const int v = t->in[k];
        if (m->places[v].reg >= 0 && (m->places[v].last == n || (m->places[v].kind == LITERAL && m->literals_in_memory)))
            give_register(m, v);
    }
    if (t->kind == LN_MICRO_GUARD)
        return encode_guard(m, src[0]);
    if (t->kind == LN_MICRO_SUM) {
        encode_sum(m, src[0], m->sums[t->how].lanes);
        m->summed = true;
        return true;
    }
    if (!take_register_for(m, t, src))
        return false;
    const int dst = m->places[t->out].reg;
    if (!last) {
        encode_micro(&m->code, t, dst, src);
    } else {
        const int at = memory_operand(t);
        if (at == 2 && dst != src[0])
            x86_vector(&m->code, micro_ops[LN_MICRO_COPY], dst, 0, src[0]);
        if (!encode_literal_operand(m, micro_ops[t->kind], dst, src[at - 1], t->in[at], has_immediate(t)))
            return false;
        encode_immediate(&m->code, t);
    }
    if (m->places[t->out].stream >= 0) {
        encode_store(m, t->out);
        m->stored = true;
    }
    if (m->places[t->out].last < 0)
        give_register(m, t->out);
    return true;
}

/* Gives every broadcast operand its register, and literals unless they stay in memory. */
static bool encode_kept(maker *m)
{
    for (int v = 0; v < m->micros.value_count; v++) {
        const int kind = m->places[v].kind;
        m->places[v].reg = -1;
        if (kind != BROADCAST && (kind != LITERAL || m->literals_in_memory))
            continue;
        m->places[v].last = LN_MICROS;
        if (!take_register(m, v))
            return false;
        if (kind == BROADCAST)
            encode_broadcast(m, v);
        else if (!encode_literal_operand(m, x86_broadcast, m->places[v].reg, 0, v, 0))
            return false;
    }
    return true;
}

static bool encode_body(maker *m)
{
    m->stored = m->summed = false;
    for (int v = 0; v < m->micros.value_count; v++)
        m->places[v].seen = false;
    for (int n = 0; n < m->micros.count; n++)
        if (!encode(m, n))
            return false;
    return true;
}

/* Whole vectors, of which there may be none. */
static bool encode_loop(maker *m)
{
    ln_x86 *e = &m->code;
    static const uint8_t none[] = { 0x48, 0x85, 0xff, 0x0f, 0x84 }; /* test rdi, rdi; je */
    const size_t over = encode_jump(e, none, sizeof none);
    while (e->used % 64 != 0)
        x86_byte(e, 0x90); /* nop: a loop that begins with a line of the cache is read in fewer pieces */
    const size_t loop = e->used;
    if (!encode_body(m))
        return false;
    const uint8_t next[] = { 0x48, 0x83, 0xc0, e->avx512 ? 16 : 8, 0x48, 0x39, 0xf8, 0x0f, 0x8c }; /* add rax; cmp rax, rdi; jl */
    land(e, encode_jump(e, next, sizeof next), loop);
    land(e, over, e->used);
    return true;
}

/* The rest, under the mask, unless that is empty. */
static bool encode_tail(maker *m)
{
    ln_x86 *e = &m->code;
    static const uint8_t none[] = { 0xc5, 0xf8, 0x98, 0xc0 | TAIL << 3 | TAIL, 0x0f, 0x84 }; /* kortestw; je */
    const size_t over = encode_jump(e, none, sizeof none);
    m->tail = true;
    const bool fits = encode_body(m);
    m->tail = false;
    land(e, over, e->used);
    return fits;
}

/* The function of a run, from the code's present end on; false when registers run out. */
static bool encode_run(maker *m)
{
    ln_x86 *e = &m->code;
    const int kept = m->moving_count < LAST_KEPT + 1 ? m->moving_count : LAST_KEPT + 1;
    m->free_vectors = e->avx512 ? UINT32_C(0xfffffffc) : UINT32_C(0xfffc);
    m->free_masks = 0x7c;
    m->use_count = m->guard_count = m->now = 0;
    for (int k = FIRST_KEPT; k < kept; k++)
        x86_push(e, pointers[k]);
    if (e->avx512)
        x86_masked(e, 0, (ln_x86_op){ 1, 0, 0x92 }, X86_128, TAIL, 0, X86_RDX, 0, 0); /* kmovw */
    if (!encode_kept(m))
        return false;
    for (int s = 0; s < m->stream_count; s++)
        if (keeps_pointer(&m->streams[s]))
            x86_pointer(e, m->pointer[s], s);
    x86_zero_rax(e);
    if (!take_lanes(m) || !encode_loop(m) || (e->avx512 && !encode_tail(m)))
        return false;
    for (int g = 0; g < m->guard_count; g++)
        land(e, m->guards[g], e->used);
    if (m->sum_count > 0) {
        x86_copy(e, X86_RDI, X86_RAX);
        x86_zero_rax(e);
        encode_lanes(m, x86_store);
        x86_copy(e, X86_RAX, X86_RDI);
    }
    for (int k = kept - 1; k >= FIRST_KEPT; k--)
        x86_pop(e, pointers[k]);
    static const uint8_t end[] = { 0xc5, 0xf8, 0x77, 0xc3 }; /* vzeroupper; ret */
    for (size_t k = 0; k < sizeof end; k++)
        x86_byte(e, end[k]);
    while (e->used % 32 != 0)
        x86_byte(e, 0xcc);
    encode_literals(m);
    while (e->used % 32 != 0)
        x86_byte(e, 0xcc);
    return true;
}

/* Programs ---------------------------------------------------------------------------------------------------------------------- */

/* How many values are left that a run of the program could sum. */
static int open_sums(const maker *m)
{
    const ln_program *p = m->program;
    int count = 0;
    for (int k = 0; k < p->hand_count && p->rows == 0 && !p->by_rows; k++)
        count += p->hands[k].summable && !m->taken[k];
    return count;
}

/* Makes the run from m->first to m->end, with at most so many sums; false when it can't be, or is not worth it. */
static bool try_run(maker *m, int sums_most)
{
    const size_t start = m->code.used;
    m->sums_most = sums_most;
    if (!list_values(m) || (m->sum_count == 0 && (sums_most > 0 || m->end - m->first < RUN_LEAST)))
        return false;
    for (int memory = 0; memory < 2; memory++) {
        m->literals_in_memory = memory;
        if (encode_run(m))
            return true;
        m->code.used = start;
    }
    return false;
}

/* The longest run that begins at `first`: how many instructions it has, 0 when none does; its code is behind the others'. */
static int make_run(maker *m, int first)
{
    const ln_program *p = m->program;
    int end = first;
    while (end < p->instruction_count && end - first < LN_RUN_MOST && ln_micros_can(&p->instructions[end]) &&
           p->instructions[end].narrow == p->instructions[first].narrow)
        end++;
    for (m->first = first, m->end = end; m->end > first; m->end--)
        for (int sums = open_sums(m); sums >= 0; sums--)
            if (try_run(m, sums))
                return m->end - first;
    return 0;
}

static ln_status keep_run(maker *m, ln_context *ctx, ln_zone *zone, size_t offset, ln_instruction *out)
{
    ln_native *native;
    LN_TRY(ln_zone_alloc(ctx, zone, 1, sizeof *native, &native));
    LN_TRY(ln_zone_alloc(ctx, zone, (size_t)m->stream_count, sizeof *native->streams, &native->streams));
    memcpy(native->streams, m->streams, (size_t)m->stream_count * sizeof *native->streams);
    native->stream_count = m->stream_count;
    native->lanes = m->code.avx512 || m->sum_count > 0 ? 16 : 8; /* a sum has 16 lanes */
    native->sum_count = m->sum_count;
    for (int s = 0; s < m->sum_count; s++) {
        native->sums[s] = m->sums[s].what;
        m->taken[m->sums[s].what.hand] = true;
    }
    native->tailed = m->code.avx512;
    native->list = m->program->instructions + m->first;
    native->count = m->end - m->first;
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
    memset(m->taken, 0, sizeof m->taken);
    if (p->size * (p->rows > 0 ? p->length : 1) < (m->code.avx512 ? SIZE_LEAST : SIZE_LEAST_AVX2))
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
            for (int s = 0; s < native->sum_count; s++)
                programs[k]->hands[native->sums[s].hand].summed = true;
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
    m->micros.avx512 = m->code.avx512;
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
