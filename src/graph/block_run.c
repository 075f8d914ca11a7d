/* Running block programs. Knows of no Lua. */
#include <string.h>

#include "base/parallel.h"
#include "graph/native.h"
#include "op/blocks.h"
#include "op/index.h"

typedef struct frame {
    void *at[LN_OPERANDS];
    char *base[LN_GROUP_TENSORS]; /* where element 0 of each tensor is, or would be */
} frame;

/* Loads elements [begin, begin + n), in C order, of a tensor that does not walk evenly over the first `rank` axes. */
static void load_walk(const ln_program *p, const ln_outside *t, int rank, ln_convert_fn convert, int64_t begin, int64_t n,
                      char *out, ptrdiff_t item)
{
    const int last = rank - 1;
    int64_t index[LN_MAX_RANK], rest = begin;
    const char *at = t->header->data;
    for (int i = last; i >= 0; i--) {
        index[i] = rest % p->shape[i];
        rest /= p->shape[i];
        at += index[i] * t->step[i];
    }
    while (n > 0) {
        int64_t run = p->shape[last] - index[last] < n ? p->shape[last] - index[last] : n;
        convert(run, out, at, t->step[last]);
        out += run * item;
        n -= run;
        index[last] += run;
        at += run * t->step[last];
        for (int i = last; i > 0 && index[i] == p->shape[i]; i--) {
            index[i] = 0;
            index[i - 1]++;
            at += t->step[i - 1] - p->shape[i] * t->step[i];
        }
    }
}

/* Short rows are written WRITTEN elements at a time: what is too much is the next row's, which comes later. */
enum { WRITTEN = 16 };
#define SPREAD(name, type)                                                                                                       \
    static void name(int64_t rows, int64_t length, void *out, const void *in, ptrdiff_t step)                                    \
    {                                                                                                                            \
        const char *from = in;                                                                                                   \
        type *to = out;                                                                                                          \
        int64_t r = 0;                                                                                                           \
        for (; length < WRITTEN && (rows - r) * length >= WRITTEN; r++, to += length, from += step) {                            \
            type x = *(const type *)(const void *)from;                                                                          \
            for (int i = 0; i < WRITTEN; i++)                                                                                    \
                to[i] = x;                                                                                                       \
        }                                                                                                                        \
        for (; r < rows; r++, to += length, from += step) {                                                                      \
            type x = *(const type *)(const void *)from;                                                                          \
            for (int64_t i = 0; i < length; i++)                                                                                 \
                to[i] = x;                                                                                                       \
        }                                                                                                                        \
    }
SPREAD(spread_1, uint8_t)
SPREAD(spread_2, uint16_t)
SPREAD(spread_4, uint32_t)
SPREAD(spread_8, uint64_t)

static void spread(int64_t rows, int64_t length, ptrdiff_t item, void *out, const void *in, ptrdiff_t step)
{
    (item == 1 ? spread_1 : item == 2 ? spread_2 : item == 4 ? spread_4 : spread_8)(rows, length, out, in, step);
}

/* A fold of rows, which lie as far from the rows that it asks for as from those of this block, and LN_AHEAD. */
static void run_fold(const ln_program *p, const ln_instruction *i, const frame *f, int64_t n)
{
    const void *in = f->at[i->in[0]];
    const ptrdiff_t ahead = i->asks ? (ptrdiff_t)((uintptr_t)f->at[i->ahead] + LN_AHEAD - (uintptr_t)in) : 0;
    ln_reduce_rows(&i->as.fold, n, p->length, in, ahead, f->at[i->out]);
}

/* One instruction, of `n` elements from `begin` on, or of rows. */
static void run_instruction(const ln_program *p, const ln_instruction *i, frame *f, int64_t begin, int64_t n)
{
    const int64_t length = p->rows > 0 ? p->length : 1, count = i->narrow ? n : n * length;
    void *out = f->at[i->out];
    const void *in = f->at[i->in[0]];
    switch (i->action) {
    case LN_ACT_LOOP:
        i->as.loop(count, out, (const void *[]){ in, f->at[i->in[1]], f->at[i->in[2]] }, i->step);
        break;
    case LN_ACT_CONVERT:
        i->as.convert(count, out, in, i->step[0]);
        break;
    case LN_ACT_WALK:
        load_walk(p, &p->tensors[i->in[0]], i->narrow ? p->rank - 1 : p->rank, i->as.convert, i->narrow ? begin : begin * length,
                  count, out, i->item);
        break;
    case LN_ACT_SPREAD:
        spread(n, length, i->item, out, in, i->step[0]);
        break;
    case LN_ACT_FOLD:
        run_fold(p, i, f, n);
        break;
    case LN_ACT_PICK:
        ln_pick_rows(n, length, (size_t)i->item, in, f->at[i->in[1]],
                     i->in[0] < LN_WIDE_REGISTER && p->tensors[i->in[0]].asked ? LN_AHEAD : 0, out);
        break;
    case LN_ACT_NATIVE:
        ln_native_run(i->as.native, count, f->at);
        break;
    }
}

/* One block: `n` elements from `begin` on, or of rows; from instruction `first` on. */
static void run_block(const ln_program *p, frame *f, int first, int64_t begin, int64_t n)
{
    for (const ln_instruction *i = p->instructions + first, *end = p->instructions + p->instruction_count; i < end; i++)
        run_instruction(p, i, f, begin, n);
}

static void run_flat(const ln_program *p, frame *f, int64_t begin, int64_t end)
{
    for (int64_t at = begin; at < end; at += p->block) {
        int64_t n = end - at < p->block ? end - at : p->block;
        for (int t = 0; t < p->tensor_count; t++)
            f->at[t] = f->base[t] + at * p->tensors[t].flat_step;
        run_block(p, f, 0, at, n);
    }
}

/* Where row `row` of a tensor begins. */
static char *row_start(const ln_program *p, const ln_outside *t, char *base, int64_t row)
{
    if (p->rank <= 2 || t->even)
        return base + row * t->block_step;
    for (int i = p->rank - 2; i >= 0; i--) {
        base += row % p->shape[i] * t->step[i];
        row /= p->shape[i];
    }
    return base;
}

/* A plain program whose blocks don't cross rows. */
static void run_by_rows(const ln_program *p, frame *f, int64_t begin, int64_t end)
{
    const int last = p->rank - 1;
    int64_t length = p->shape[last];
    for (int64_t at = begin; at < end;) {
        int64_t column = at % length, row = at / length;
        int64_t n = length - column < p->block ? length - column : p->block;
        if (n > end - at)
            n = end - at;
        for (int t = 0; t < p->tensor_count; t++) {
            char *data = f->base[t] + column * p->tensors[t].step[last];
            int64_t rest = row;
            for (int i = last - 1; i >= 0; i--) {
                data += rest % p->shape[i] * p->tensors[t].step[i];
                rest /= p->shape[i];
            }
            f->at[t] = data;
        }
        run_block(p, f, 0, at, n);
        at += n;
    }
}

static void run_rows(const ln_program *p, frame *f, int64_t begin, int64_t end)
{
    for (int64_t row = begin; row < end; row += p->rows) {
        for (int t = 0; t < p->tensor_count; t++)
            f->at[t] = row_start(p, &p->tensors[t], f->base[t], row);
        run_block(p, f, row == begin ? 0 : p->once_count, row, end - row < p->rows ? end - row : p->rows);
    }
}

/* Single rows, each with a frame of its own. */
static void run_singles(const ln_program *p, frame *first, int64_t begin, int64_t end)
{
    frame others[LN_SINGLES - 1], *frames[LN_SINGLES] = { first };
    for (int r = 1; r < p->rows; r++) {
        frames[r] = &others[r - 1];
        memcpy(frames[r]->at, first->at, sizeof first->at);
        for (int k = 0; k < p->wide_count; k++)
            frames[r]->at[LN_WIDE_REGISTER + k] = (char *)first->at[LN_WIDE_REGISTER + k] + (size_t)r * p->row_bytes;
        for (int k = 0; k < p->narrow_count; k++)
            frames[r]->at[LN_NARROW_REGISTER + k] = (char *)first->at[LN_NARROW_REGISTER + k] + (size_t)r * p->item;
    }
    for (int64_t row = begin; row < end; row += p->rows) {
        const int n = end - row < p->rows ? (int)(end - row) : p->rows;
        for (int r = 0; r < n; r++)
            for (int t = 0; t < p->tensor_count; t++)
                frames[r]->at[t] = row_start(p, &p->tensors[t], first->base[t], row + r);
        for (const ln_instruction *i = p->instructions, *last = i + p->instruction_count; i < last; i++)
            for (int r = 0; r < (i->together ? 1 : n); r++)
                run_instruction(p, i, frames[r], row + r, i->together ? n : 1);
    }
}

/* Sets where the handed values of elements, or rows, from `begin` on are made. */
static void offer_room(const ln_program *p, frame *f, int64_t begin, const void **at)
{
    for (int k = 0; k < p->hand_count; k++) {
        const ln_hand *h = &p->hands[k];
        const int64_t skipped = begin * (int64_t)ln_dtype_size(p->tensors[h->tensor].header->dtype);
        if (h->kept)
            at[k] = f->base[h->tensor] + skipped;
        else if (h->first < k)
            at[k] = at[h->first];
        else /* such that element `begin` falls on its first byte */
            f->base[h->tensor] = (char *)((uintptr_t)at[k] - (uintptr_t)skipped);
    }
}

/* Elements, or rows, [begin, end). Handed values go to `at`, or join the lanes. */
static void run_part(const ln_program *p, int64_t begin, int64_t end, const void **at, double *lanes)
{
    _Alignas(64) char registers[LN_GROUP_BYTES];
    frame f;
    for (int t = 0; t < p->tensor_count; t++)
        f.base[t] = p->tensors[t].header->data;
    offer_room(p, &f, begin, at);
    f.at[LN_SUM_LANES] = lanes;
    for (int r = 0; r < p->wide_count; r++)
        f.at[LN_WIDE_REGISTER + r] = registers + (size_t)r * p->wide_bytes;
    for (int r = 0; r < p->narrow_count; r++)
        f.at[LN_NARROW_REGISTER + r] = registers + (size_t)p->wide_count * p->wide_bytes + (size_t)r * p->narrow_bytes;
    if (p->single)
        run_singles(p, &f, begin, end);
    else if (p->rows > 0)
        run_rows(p, &f, begin, end);
    else if (p->by_rows)
        run_by_rows(p, &f, begin, end);
    else
        run_flat(p, &f, begin, end);
}

static void run_range(void *data, int64_t begin, int64_t end)
{
    run_part(data, begin, end, NULL, NULL);
}

void ln_program_fill(const void *program, int64_t begin, int64_t n, const void **at, double *lanes)
{
    run_part(program, begin, begin + n, at, lanes);
}

bool ln_program_sums(const ln_program *program, int k)
{
    return program->hands[k].summed;
}

bool ln_program_stores(const ln_program *program)
{
    return program->stores;
}

void ln_program_part(const void *program, int64_t begin, int64_t end)
{
    run_part(program, begin, end, NULL, NULL);
}

ln_status ln_program_run(ln_context *ctx, const ln_program *program)
{
    if (program->size <= program->grain) {
        run_range((void *)(uintptr_t)program, 0, program->size);
        return LN_OK;
    }
    return ln_parallel(ctx, program->size, program->grain, run_range, (void *)(uintptr_t)program);
}
