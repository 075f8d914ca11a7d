/* Encoding native runs. Knows of no programs and of no Lua.
 *
 * Micro-operations are encoded in order: literals and broadcast operands get registers before the loop and keep them, a loaded value gets one at its
 * first use, every value gives its own back where it is read last. Where registers don't suffice, what was loaded is loaded once more, and literals
 * are read from memory behind the code.
 *
 * Where a value takes a long chain of steps, each of which waits for the one before, a CPU with vectors of 16 would look ahead too few vectors to be
 * kept busy. So a step of the main loop takes several vectors, whose micro-operations take turns; the vectors that are left come one by one. Of long
 * rows such a loop also fetches the lines that will be needed, so that passes with little arithmetic find them in cache. */
#include <string.h>

#include "base/cpu.h"
#include "graph/native_maker.h"
#include "op/blocks.h"

#ifdef LN_HAVE_X86_64_LEVELS
static const int8_t pointers[] = { X86_RDX, X86_RCX, 8,  9,  10, 11,     X86_RBX,
                                   X86_RBP, 12,      13, 14, 15, X86_RSI /* last: it holds the table */ };
_Static_assert(sizeof pointers == LN_RUN_POINTERS, "a register for each pointer");
enum { FIRST_KEPT = 6, LAST_KEPT = 11 }; /* those between must be given back as they were */

enum {
    LANES_AVX2 = 8,
    LANES_AVX512 = 16,
    LONG_CHAIN = 12 /* micro-operations; a shorter one the CPU overlaps with the next vector's by itself */
};

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
    [LN_MICRO_SCALE] = { 2, 1, 0x2c },    [LN_MICRO_RANGE] = { 3, 1, 0x50 },    [LN_MICRO_SQRT] = { 1, 0, 0x51 },
    [LN_MICRO_ROUND] = { 3, 1, 0x08 },    [LN_MICRO_EXPONENT] = { 2, 1, 0x42 }, [LN_MICRO_FRACTION] = { 3, 1, 0x26 },
    [LN_MICRO_FROM_INT] = { 1, 0, 0x5b }, [LN_MICRO_COPY] = { 1, 0, 0x28 },     [LN_MICRO_LANES] = { 1, 0, 0xc2 },
    [LN_MICRO_PLUS] = { 1, 1, 0xfe },     [LN_MICRO_MINUS] = { 1, 1, 0xfa },    [LN_MICRO_MASK_COPY] = { 1, 0, 0x28 },
};

static uint32_t *pool_of(ln_maker *m, int v)
{
    return m->micros.values[v].mask && m->code.avx512 ? &m->free_masks : &m->free_vectors;
}

static void give_register(ln_maker *m, int v)
{
    *pool_of(m, v) |= UINT32_C(1) << m->places[v].reg;
    m->places[v].reg = -1;
}

/* Gives back the register of what was loaded, the one that is read last, but for the operands of what is encoded now: it is loaded once more. */
static bool give_loaded(ln_maker *m)
{
    const ln_micro *t = &m->micros.list[m->now];
    int chosen = -1;
    for (int v = 0; v < m->micros.value_count; v++) {
        const ln_value_place *p = &m->places[v];
        bool needed = p->kind != LN_LOADED || p->reg < 0 || m->micros.values[v].mask;
        for (int k = 0; k < t->count; k++)
            needed = needed || t->in[k] == v;
        if (!needed && (chosen < 0 || p->last > m->places[chosen].last))
            chosen = v;
    }
    if (chosen >= 0)
        give_register(m, chosen);
    return chosen >= 0;
}

static bool take_register(ln_maker *m, int v)
{
    uint32_t *pool = pool_of(m, v);
    if (*pool == 0 && (pool != &m->free_vectors || m->copies > 1 || !give_loaded(m)))
        return false;
    m->places[v].reg = (int8_t)__builtin_ctz(*pool);
    *pool &= *pool - 1;
    return true;
}

/* dst = op(a, the literal v in memory), of which `after` bytes follow. */
static bool encode_literal_operand(ln_maker *m, ln_x86_op op, int dst, int a, int v, int after)
{
    if (m->use_count == LN_LITERALS)
        return false;
    x86_behind(&m->code, op, dst, a);
    m->uses[m->use_count].at = m->code.used - 4;
    m->uses[m->use_count].after = after;
    m->uses[m->use_count++].bits = m->micros.values[v].bits;
    return true;
}

static void encode_broadcast(ln_maker *m, int v)
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

/* How far a value's vector is ahead of the first that the step of the loop takes. */
static int elements_ahead(const ln_maker *m, int v)
{
    return m->places[v].copy * LANES_AVX512;
}

static void encode_load(ln_maker *m, int v)
{
    ln_x86 *e = &m->code;
    const int base = m->pointer[m->places[v].stream], reg = m->places[v].reg, ahead = elements_ahead(m, v);
    if (!m->micros.values[v].mask) {
        x86_memory_at(e, e->avx512, x86_load, e->avx512 ? X86_512 : X86_256, reg, base, 2, 4 * ahead, m->tail ? TAIL : 0, 1);
    } else if (e->avx512) {
        x86_memory_at(e, 1, (ln_x86_op){ 1, 3, 0x6f }, X86_128, SPARE, base, 0, ahead, m->tail ? TAIL : 0, 1); /* vmovdqu8 */
        x86_masked(e, 1, (ln_x86_op){ 2, 1, 0x26 }, X86_128, reg, SPARE, SPARE, 0, 0);                         /* vptestmb */
    } else {
        x86_memory(e, 0, (ln_x86_op){ 2, 1, 0x31 }, X86_256, SPARE, base, 0, 0, 0); /* vpmovzxbd */
        x86_vector(e, x86_xor, SPARE_MASK, SPARE_MASK, SPARE_MASK);
        x86_vector(e, (ln_x86_op){ 1, 1, 0x66 }, reg, SPARE, SPARE_MASK); /* vpcmpgtd */
    }
}

/* The lanes of a sum += the vector. With AVX2 it is half of them, which then change places with the other half. */
static void encode_sum(ln_maker *m, int reg, const int8_t *lanes)
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
static void encode_lanes(ln_maker *m, ln_x86_op op)
{
    ln_x86 *e = &m->code;
    const int count = e->avx512 ? 2 : 4, bytes = LN_LANES * (int)sizeof(double);
    for (int s = 0; s < m->sum_count; s++)
        for (int k = 0; k < count; k++)
            x86_memory_at(e, e->avx512, op, e->avx512 ? X86_512 : X86_256, m->sums[s].lanes[k], m->pointer[0], 0,
                          m->sums[s].what.hand * bytes + k * bytes / count, 0, 0);
}

/* Gives the lanes of the sums their registers, and loads them. */
static bool take_lanes(ln_maker *m)
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

static void encode_store(ln_maker *m, int v)
{
    ln_x86 *e = &m->code;
    const int base = m->pointer[m->places[v].stream], reg = m->places[v].reg, ahead = elements_ahead(m, v);
    if (!m->micros.values[v].mask) {
        x86_memory_at(e, e->avx512, x86_store, e->avx512 ? X86_512 : X86_256, reg, base, 2, 4 * ahead, m->tail ? TAIL : 0, 0);
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
        x86_memory_at(e, 1, (ln_x86_op){ 1, 3, 0x7f }, X86_128, SPARE, base, 0, ahead, m->tail ? TAIL : 0, 0); /* vmovdqu8 */
    else
        x86_memory(e, 0, (ln_x86_op){ 1, 1, 0xd6 }, X86_128, SPARE, base, 0, 0, 0); /* vmovq */
}

/* The literals behind the code: with AVX2 a whole vector of each. */
static void encode_literals(ln_maker *m)
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
    FRACTION_OF_POSITIVE = 0x0f, /* in [3/4, 3/2), NaN of what is below 0 */
    LESSER_MAGNITUDE = 0x02      /* the first operand's sign */
};

static ln_x86_op op_of(const ln_micro *t)
{
    static const ln_x86_op fused[] = { { 2, 1, 0xb8 }, { 2, 1, 0xbc }, { 2, 1, 0xba } };
    return t->kind == LN_MICRO_FUSED ? fused[t->how] : micro_ops[t->kind];
}

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
        x86_left(e, dst, src[0], t->how);
        break;
    case LN_MICRO_SELECT:
        x86_select(e, dst, src[0], src[1], src[2]);
        break;
    case LN_MICRO_KEEP:
        x86_keep(e, dst, src[0], src[1]);
        break;
    case LN_MICRO_FUSED:
        if (dst != src[0])
            x86_vector(e, micro_ops[LN_MICRO_COPY], dst, 0, src[0]);
        x86_vector(e, op_of(t), dst, src[1], src[2]);
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
static bool take_operands(ln_maker *m, int n, int src[LN_MICRO_OPERANDS], bool *last)
{
    const ln_micro *t = &m->micros.list[n];
    *last = false;
    for (int k = 0; k < t->count; k++) {
        const int v = t->in[k];
        if (m->places[v].kind == LN_LITERAL && m->places[v].reg < 0 && k == memory_operand(t)) {
            *last = true;
            continue;
        }
        if (m->places[v].reg < 0) {
            if (!take_register(m, v))
                return false;
            if (m->places[v].kind == LN_LOADED) {
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
    x86_bytes(e, bytes, count);
    x86_int32(e, 0);
    return e->used - 4;
}

static void land(ln_x86 *e, size_t jump, size_t target)
{
    x86_int32_at(e, jump, (int32_t)target - (int32_t)(jump + 4));
}

/* Leaves the loop if a lane of the mask is set. The elements are then done once more, so nothing may have been stored of them. */
static bool encode_guard(ln_maker *m, int mask)
{
    static const uint8_t leave[] = { 0x0f, 0x85 }; /* jne */
    if (m->stored || m->summed || m->guard_count == LN_GUARDS)
        return false;
    x86_vector(&m->code, (ln_x86_op){ 2, 1, 0x0e }, mask, 0, mask); /* vtestps */
    m->guards[m->guard_count++] = encode_jump(&m->code, leave, sizeof leave);
    return true;
}

/* The register of the result: where the instruction adds to its first operand that one's, if it is free, and none of the others'. */
static bool take_register_for(ln_maker *m, const ln_micro *t, const int src[LN_MICRO_OPERANDS])
{
    if (t->kind != LN_MICRO_FUSED)
        return take_register(m, t->out);
    const uint32_t all = m->free_vectors, first = UINT32_C(1) << src[0], others = UINT32_C(1) << src[1] | UINT32_C(1) << src[2];
    m->free_vectors = (all & first & ~others) != 0 ? first : all & ~others;
    const uint32_t offered = m->free_vectors;
    const bool taken = take_register(m, t->out);
    m->free_vectors = all & ~(offered & ~m->free_vectors);
    return taken;
}

/* Micro-operation n of the run; false when registers run out. */
static bool encode(ln_maker *m, int n)
{
    const ln_micro *t = &m->micros.list[n];
    int src[LN_MICRO_OPERANDS] = { 0 };
    bool last;
    m->now = n;
    if (!take_operands(m, n, src, &last))
        return false;
    for (int k = 0; k < t->count; k++) {
        const int v = t->in[k];
        if (m->places[v].reg >= 0 && (m->places[v].last == n || (m->places[v].kind == LN_LITERAL && m->literals_in_memory)))
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
        if (!encode_literal_operand(m, op_of(t), dst, src[at - 1], t->in[at], has_immediate(t)))
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
static bool encode_kept(ln_maker *m)
{
    for (int v = 0; v < m->micros.value_count; v++) {
        const int kind = m->places[v].kind;
        m->places[v].reg = -1;
        if (kind != LN_BROADCAST && (kind != LN_LITERAL || m->literals_in_memory))
            continue;
        m->places[v].last = LN_MICROS;
        if (!take_register(m, v))
            return false;
        if (kind == LN_BROADCAST)
            encode_broadcast(m, v);
        else if (!encode_literal_operand(m, x86_broadcast, m->places[v].reg, 0, v, 0))
            return false;
    }
    return true;
}

/* Micro-operations [from, to) of the list. */
static bool encode_body(ln_maker *m, int from, int to)
{
    m->stored = m->summed = false;
    for (int v = 0; v < m->micros.value_count; v++)
        m->places[v].seen = false;
    for (int n = from; n < to; n++)
        if (!encode(m, n))
            return false;
    return true;
}

/* The longest chain of micro-operations each of which waits for the one before. */
static int longest_chain(const ln_micros *s)
{
    int16_t length[LN_MICRO_VALUES] = { 0 };
    int longest = 0;
    for (int n = 0; n < s->count; n++) {
        const ln_micro *t = &s->list[n];
        int before = 0;
        for (int k = 0; k < t->count; k++)
            before = length[t->in[k]] > before ? length[t->in[k]] : before;
        length[t->out] = (int16_t)(before + 1);
        longest = before + 1 > longest ? before + 1 : longest;
    }
    return longest;
}

/* Fetches what the next block of rows will read and what is written behind the run, of long rows while there is arithmetic to wait for. */
static void encode_fetches(ln_maker *m, int copies)
{
    for (int k = 0; k < m->stream_count; k++) {
        const ln_stream *s = &m->streams[k];
        for (int c = 0; c < copies && s->item == 4 && (s->later || s->ahead != 0); c++)
            x86_fetch(&m->code, m->pointer[k], (s->later ? 0 : s->ahead) + 4 * LANES_AVX512 * c, s->later);
    }
}

/* Steps of `copies` vectors, as long as there are so many, by micro-operations [from, to). */
static bool encode_loop(ln_maker *m, int copies, int from, int to)
{
    ln_x86 *e = &m->code;
    const int lanes = e->avx512 ? LANES_AVX512 : LANES_AVX2;
    const int step = lanes * copies, more = step - lanes;
    const uint8_t enough[] = { 0x48, 0x83, 0xef, (uint8_t)more, 0x48, 0x39, 0xf8, 0x0f, 0x8d }; /* sub rdi; cmp rax, rdi; jge */
    const uint8_t next[] = { 0x48, 0x83, 0xc0, (uint8_t)step, 0x48, 0x39, 0xf8, 0x0f, 0x8c };   /* add rax; cmp rax, rdi; jl */
    const uint8_t back[] = { 0x48, 0x83, 0xc7, (uint8_t)more };                                 /* add rdi */
    const size_t over = encode_jump(e, enough, sizeof enough);
    while (e->used % 64 != 0)
        x86_byte(e, 0x90); /* nop: a loop that begins with a line of the cache is read in fewer pieces */
    const size_t loop = e->used;
    if ((m->waits || !m->program->single) && copies == m->copies)
        encode_fetches(m, copies);
    if (!encode_body(m, from, to))
        return false;
    land(e, encode_jump(e, next, sizeof next), loop);
    land(e, over, e->used);
    x86_bytes(e, back, sizeof back);
    return true;
}

/* The rest, under the mask, unless that is empty. */
static bool encode_tail(ln_maker *m)
{
    ln_x86 *e = &m->code;
    static const uint8_t none[] = { 0xc5, 0xf8, 0x98, 0xc0 | TAIL << 3 | TAIL, 0x0f, 0x84 }; /* kortestw; je */
    const size_t over = encode_jump(e, none, sizeof none);
    m->tail = true;
    const bool fits = encode_body(m, 0, m->micros.count);
    m->tail = false;
    land(e, over, e->used);
    return fits;
}

static bool encode_run(ln_maker *m)
{
    ln_x86 *e = &m->code;
    const int kept = m->moving_count < LAST_KEPT + 1 ? m->moving_count : LAST_KEPT + 1;
    m->free_vectors = e->avx512 ? UINT32_C(0xfffffffc) : UINT32_C(0xfffc);
    m->free_masks = 0x7c;
    m->use_count = m->guard_count = m->now = 0;
    for (int s = 0, next = 0; s < m->stream_count; s++)
        if (ln_keeps_pointer(&m->streams[s]))
            m->pointer[s] = pointers[next++];
    for (int k = FIRST_KEPT; k < kept; k++)
        x86_push(e, pointers[k]);
    if (e->avx512)
        x86_masked(e, 0, (ln_x86_op){ 1, 0, 0x92 }, X86_128, TAIL, 0, X86_RDX, 0, 0); /* kmovw */
    if (!encode_kept(m))
        return false;
    for (int s = 0; s < m->stream_count; s++)
        if (ln_keeps_pointer(&m->streams[s]))
            x86_pointer(e, m->pointer[s], s);
    x86_zero_rax(e);
    const int count = m->micros.count;
    if (!take_lanes(m) || (m->copies > 1 && !encode_loop(m, m->copies, count, count + count * m->copies)) ||
        !encode_loop(m, 1, 0, count) || (e->avx512 && !encode_tail(m)))
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
    x86_bytes(e, end, sizeof end);
    while (e->used % 32 != 0)
        x86_byte(e, 0xcc);
    encode_literals(m);
    while (e->used % 32 != 0)
        x86_byte(e, 0xcc);
    return true;
}

/* Lists the micro-operations once more behind themselves, each `copies` times, of as many vectors. These share literals and broadcast operands. */
static bool add_copies(ln_maker *m, int copies)
{
    ln_micros *s = &m->micros;
    const int count = s->count, values = s->value_count;
    if (count * (copies + 1) > LN_MICROS || values * (copies + 1) > LN_MICRO_VALUES)
        return false;
    for (int c = 0; c < copies; c++)
        for (int v = 0; v < values; v++) {
            ln_value_place *p = &m->places[values * (c + 1) + v];
            s->values[values * (c + 1) + v] = s->values[v];
            *p = m->places[v];
            p->copy = (uint8_t)c;
            if (p->kind == LN_LITERAL || p->kind == LN_BROADCAST)
                p->kind = LN_MADE; /* by nobody */
        }
    s->value_count = values * (copies + 1);
    for (int n = 0; n < count; n++)
        for (int c = 0; c < copies; c++) {
            const int at = count + n * copies + c;
            ln_micro *t = &s->list[at];
            *t = s->list[n];
            t->out = (int16_t)(t->out + values * (c + 1));
            for (int k = 0; k < t->count; k++)
                if (m->places[t->in[k]].kind != LN_LITERAL && m->places[t->in[k]].kind != LN_BROADCAST) {
                    t->in[k] = (int16_t)(t->in[k] + values * (c + 1));
                    m->places[t->in[k]].last = (int16_t)at;
                }
        }
    return true;
}

bool ln_native_encode(ln_maker *m)
{
    /* vectors of a step, and whether literals are in memory: what was measured to be faster comes first */
    static const struct {
        uint8_t copies, memory;
    } ways[] = { { 3, 0 }, { 2, 0 }, { 2, 1 }, { 1, 0 }, { 1, 1 } };
    const size_t start = m->code.used;
    const int values = m->micros.value_count;
    m->waits = longest_chain(&m->micros) >= LONG_CHAIN;
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        m->copies = ways[k].copies;
        m->literals_in_memory = ways[k].memory;
        if ((m->copies == 1 || (m->waits && m->code.avx512 && add_copies(m, m->copies))) && encode_run(m))
            return true;
        m->code.used = start;
        m->micros.value_count = values;
    }
    return false;
}

#endif
