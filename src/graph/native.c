/* Making native runs. Knows of no encodings and of no Lua.
 *
 * A run's instructions become micro-operations over values (micro.h): literals, broadcast operands, what is loaded, what is made, with their last
 * uses, which native_encode.c encodes. Where registers or pointers run out the run ends, and the next one begins.
 *
 * Sums of values that a run makes or loads are made in the run, where the program is plain: in the lanes of op/blocks.h, which stay in registers. Of several
 * those that find no registers are left to who reduces. */
#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "graph/native_maker.h"
#include "op/blocks.h"

enum {
    RUN_LEAST = 2,        /* instructions, unless they are summed; one alone is as fast as its loop */
    SIZE_LEAST = 2,       /* elements of a program; smaller ones are not worth it */
    SIZE_LEAST_AVX2 = 64, /* the same with AVX2, where what is less than a vector is copied */
    RUN_BYTES = 16 * 1024
};

#ifdef LN_HAVE_X86_64_LEVELS
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

/* The way from an element to what is fetched while it is computed with: in a long row that of the next block of rows; 0: nothing. */
static int32_t rows_ahead(const ln_program *p, ln_operand o)
{
    if (o < LN_WIDE_REGISTER && p->tensors[o].asked)
        return LN_AHEAD;
    if (!p->single || o >= LN_WIDE_REGISTER || p->tensors[o].narrow || (p->rank > 2 && !p->tensors[o].even))
        return 0;
    const ptrdiff_t bytes = p->tensors[o].block_step * p->rows;
    return bytes < INT32_MAX / 2 && bytes > -INT32_MAX / 2 ? (int32_t)bytes : 0;
}

static int add_stream(ln_maker *m, ln_operand o, size_t item, bool written)
{
    const ln_stream t = { o, (uint8_t)item, written, o >= LN_WIDE_REGISTER, false, written ? 0 : rows_ahead(m->program, o) };
    if (m->stream_count == LN_RUN_STREAMS || (ln_keeps_pointer(&t) && m->moving_count == LN_RUN_POINTERS))
        return -1;
    m->moving_count += ln_keeps_pointer(&t);
    m->streams[m->stream_count] = t;
    return m->stream_count++;
}

/* What the micro-operations made is known to the maker too. */
static void place_values(ln_maker *m, int from)
{
    for (int v = from; v < m->micros.value_count; v++)
        m->places[v] =
            (ln_value_place){ .kind = m->micros.values[v].literal ? LN_LITERAL : LN_MADE, .reg = -1, .last = -1, .stream = -1 };
}

static int source_value(ln_maker *m, ln_operand o, ln_dtype dtype, ptrdiff_t step)
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
    const int wanted = step == 0 ? LN_BROADCAST : LN_LOADED;
    for (int v = 0; v < m->micros.value_count; v++)
        if (m->places[v].kind == wanted && m->places[v].operand == o)
            return v;
    int s = add_stream(m, o, (size_t)step, false);
    if (s < 0)
        return -1;
    int v = ln_micros_value(&m->micros, dtype == LN_BOOL);
    m->places[v] = (ln_value_place){ .kind = (uint8_t)wanted, .operand = o, .reg = -1, .last = -1, .stream = (int16_t)s };
    return v;
}

static bool is_summed(const ln_maker *m, int hand)
{
    bool summed = false;
    for (int k = 0; k < m->sum_count; k++)
        summed = summed || m->sums[k].what.hand == hand;
    return summed;
}

/* The value of an operand so far, made or loaded, or -1. */
static int value_now(const ln_maker *m, ln_operand o)
{
    for (int v = 0; m->current[o] < 0 && v < m->micros.value_count; v++)
        if (m->places[v].kind == LN_LOADED && m->places[v].operand == o)
            return v;
    return m->current[o];
}

/* Sums what is there by now of what the program hands on. */
static void sum_values(ln_maker *m)
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
static bool is_needed(const ln_maker *m, ln_operand o)
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

/* Long rows of floats that the program writes behind the run. */
static void add_later(ln_maker *m)
{
    const ln_program *p = m->program;
    for (int k = m->end; p->single && k < p->instruction_count; k++) {
        const ln_instruction *i = &p->instructions[k];
        if (i->narrow || i->out >= LN_WIDE_REGISTER || i->item != 4)
            continue;
        bool known = false;
        for (int s = 0; s < m->stream_count; s++)
            known = known || m->streams[s].operand == i->out;
        const int s = known ? -1 : add_stream(m, i->out, 4, false);
        if (s >= 0)
            m->streams[s].later = true;
    }
}

static bool list_values(ln_maker *m)
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
    add_later(m);
    return true;
}

/* Programs ---------------------------------------------------------------------------------------------------------------------- */

/* How many values are left that a run of the program could sum. */
static int open_sums(const ln_maker *m)
{
    const ln_program *p = m->program;
    int count = 0;
    for (int k = 0; k < p->hand_count && p->rows == 0 && !p->by_rows; k++)
        count += p->hands[k].summable && !m->taken[k];
    return count;
}

/* Makes the run from m->first to m->end, with at most so many sums; false when it can't be, or is not worth it. */
static bool try_run(ln_maker *m, int sums_most)
{
    m->sums_most = sums_most;
    if (!list_values(m) || (m->sum_count == 0 && (sums_most > 0 || m->end - m->first < RUN_LEAST)))
        return false;
    return ln_native_encode(m);
}

/* The longest run that begins at `first`: how many instructions it has, 0 when none does; its code is behind the others'. */
static int make_run(ln_maker *m, int first)
{
    const ln_program *p = m->program;
    const ln_instruction *i = &p->instructions[first];
    int end = first;
    if (p->single && i->narrow && !i->together) /* a vector would reach over the next row's element */
        return 0;
    while (end < p->instruction_count && end - first < LN_RUN_MOST && ln_micros_can(&p->instructions[end]) &&
           p->instructions[end].narrow == i->narrow && p->instructions[end].together == i->together)
        end++;
    for (m->first = first, m->end = end; m->end > first; m->end--)
        for (int sums = open_sums(m); sums >= 0; sums--)
            if (try_run(m, sums))
                return m->end - first;
    return 0;
}

static ln_status keep_run(ln_maker *m, ln_context *ctx, ln_zone *zone, size_t offset, ln_instruction *out)
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
    *out = (ln_instruction){
        .action = LN_ACT_NATIVE, .narrow = native->list->narrow, .together = native->list->together, .as.native = native
    };
    return LN_OK;
}

/* The instructions of a program with its runs in their place, at `out`; their number, 0 when it has no run. */
static ln_status make_program(ln_maker *m, ln_context *ctx, ln_zone *zone, ln_instruction **out, int *count)
{
    const ln_program *p = m->program;
    bool any = false;
    *count = 0;
    memset(m->taken, 0, sizeof m->taken);
    const int64_t size = p->size * (p->rows > 0 ? p->length : 1);
    if (size < (m->code.avx512 || size % 8 == 0 ? SIZE_LEAST : SIZE_LEAST_AVX2))
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

static ln_status make_all(ln_maker *m, ln_context *ctx, ln_zone *zone, ln_program *const *programs, int count, ln_code *code)
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
    const size_t bytes = sizeof(ln_maker) + (size_t)RUN_BYTES * (size_t)count;
    void *block;
    LN_TRY(ln_alloc(ctx, bytes, "machine code", &block));
    ln_maker *m = block;
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
