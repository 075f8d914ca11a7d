/* Reductions: sum, prod, mean, max, min, any, all, and the table of their family. Knows of no graphs and no Lua.
 *
 * The reduced axes are moved behind the kept ones; each output then owns one row of n elements (strided in general), cut in blocks of
 * BLOCK. The blocks are joined as a binary tree whose left part is the largest power of two: the tree depends on n alone, so the bits
 * depend neither on threads nor on strides. Groups of GROUP blocks (a power of two) are whole subtrees, so few long rows are
 * shared among threads without changing a bit. Where neighbouring outputs lie closer in memory than neighbours in a row (axis 0 of
 * a matrix), a strip of up to STRIP outputs is reduced at once, lane by lane in the same order: floats that are added in columns, vectors
 * of them from top to bottom, else line by line.
 * Accumulators: floats add in double, sixteen lanes in a block, so a sum of 10^7 float32 values is good to the last place; integers
 * wrap in 64 bits. A row of one element is that element, bit by bit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "op/blocks.h"
#include "op/elementwise.h"
#include "op/ops.h"
#include "op/reduce.h"
#include "op/rows.h"

enum {
    BLOCK = LN_FOLD_BLOCK,
    GROUP = 64,
    STRIP = 128,
    LANES = LN_LANES,
    MANY = 64,
    FEW = 4, /* rows of floats under each other, for each of their columns, that cost less line by line than column by column */
    ROWS_GRAIN_ELEMENTS = 1 << 15,
    COLUMN_BYTES = 32 << 10
};

typedef enum fold {
    FOLD_SUM = LN_JOIN_SUM,
    FOLD_PROD = LN_JOIN_PRODUCT,
    FOLD_MAX = LN_JOIN_MAX,
    FOLD_MIN = LN_JOIN_MIN,
    FOLD_ANY,
    FOLD_ALL
} fold;

/* How an op reduces: its fold and how the result's dtype follows from x's. */
typedef struct reduction {
    fold fold;
    bool mean;
} reduction;

/* Folding ----------------------------------------------------------------------------------------------------------- */

typedef union value {
    double real;
    uint64_t whole;
} value;

/* How a call folds its elements. */
typedef struct folding {
    fold f;
    bool mean;
    bool real; /* values are doubles, else 64-bit integers */
    ln_dtype dtype;
    ln_tensor *out;
} folding;

typedef struct job {
    ln_rows r;
    folding of[LN_FILLED_MOST];
    int count;                     /* of foldings; several are filled */
    int64_t wide;                  /* values of a unit: STRIP neighbouring outputs, or one of each folding */
    int64_t strips;                /* units along the last kept axis; 0: a unit is one row */
    bool adjacent, columns;        /* of strips: lines are neighbouring floats to fold as such; columns of them are summed */
    int64_t block, blocks, groups; /* elements of a block; blocks of a row, groups of them */
    value *parts;                  /* of each group of each unit; NULL with one group */
    const ln_fill *fill;           /* where elements come from when they have no memory */
} job;

/* Integers: left[i] = left[i] joined with right[i] where `step` is 1; where it is 0, left[0] = left[0] joined with every right[i]. */
static inline void join_wholes(fold f, bool is_unsigned, int64_t n, int64_t step, uint64_t *restrict left,
                               const uint64_t *restrict right)
{
    const uint64_t sign = is_unsigned ? UINT64_C(1) << 63 : 0;
    for (int64_t i = 0; f == FOLD_SUM && i < n; i++)
        left[i * step] += right[i];
    for (int64_t i = 0; f == FOLD_PROD && i < n; i++)
        left[i * step] *= right[i];
    for (int64_t i = 0; f == FOLD_ANY && i < n; i++)
        left[i * step] |= right[i];
    for (int64_t i = 0; f == FOLD_ALL && i < n; i++)
        left[i * step] &= right[i];
    for (int64_t i = 0; f == FOLD_MAX && i < n; i++)
        left[i * step] = (int64_t)(right[i] ^ sign) > (int64_t)(left[i * step] ^ sign) ? right[i] : left[i * step];
    for (int64_t i = 0; f == FOLD_MIN && i < n; i++)
        left[i * step] = (int64_t)(right[i] ^ sign) < (int64_t)(left[i * step] ^ sign) ? right[i] : left[i * step];
}

/* left[i] = left[i] joined with right[i]. */
static void join_values(const folding *o, int64_t n, value *left, const value *right)
{
    if (o->real)
        ln_blocks_here()->join_f64[o->f](n, &right->real, &left->real);
    else
        join_wholes(o->f, o->dtype == LN_UINT64, n, 1, &left->whole, &right->whole);
}

/* The values of a unit. */
static void join(const job *j, int64_t width, value *left, const value *right)
{
    if (j->strips > 0)
        join_values(&j->of[0], width, left, right);
    for (int k = 0; j->strips == 0 && k < j->count; k++)
        join_values(&j->of[k], 1, left + k, right + k);
}

/* A block of neighbouring floats, of float32 or float64. */
static double fold_floats(fold f, ln_dtype dtype, const void *x, int64_t n)
{
    const ln_blocks *blocks = ln_blocks_here();
    bool narrow = dtype == LN_FLOAT32;
    double lanes[LN_LANES];
    ln_lanes_fill(lanes, f == FOLD_SUM ? 0 : f == FOLD_MAX ? -INFINITY : INFINITY);
    if (f == FOLD_SUM) {
        narrow ? blocks->sum_f32(n, x, lanes) : blocks->sum_f64(n, x, lanes);
        return ln_lanes_sum(lanes);
    }
    if (f == FOLD_MAX) {
        narrow ? blocks->max_f32(n, x, lanes) : blocks->max_f64(n, x, lanes);
        return ln_lanes_max(lanes);
    }
    narrow ? blocks->min_f32(n, x, lanes) : blocks->min_f64(n, x, lanes);
    return ln_lanes_min(lanes);
}

/* `count` rows of n neighbouring floats, of float32 or float64, one behind the other; n is at most BLOCK. */
static void fold_float_rows(fold f, ln_dtype dtype, int64_t count, int64_t n, const void *x, ptrdiff_t ahead, double *out)
{
    const ln_blocks *blocks = ln_blocks_here();
    bool narrow = dtype == LN_FLOAT32;
    if (f == FOLD_SUM)
        narrow ? blocks->row_sums_f32(count, n, x, ahead, out) : blocks->row_sums_f64(count, n, x, ahead, out);
    else if (f == FOLD_MAX)
        narrow ? blocks->row_maxima_f32(count, n, x, ahead, out) : blocks->row_maxima_f64(count, n, x, ahead, out);
    else
        narrow ? blocks->row_minima_f32(count, n, x, ahead, out) : blocks->row_minima_f64(count, n, x, ahead, out);
}

static double product(const double *x, int64_t n)
{
    double result = x[0];
    for (int64_t i = 1; i < n; i++)
        result *= x[i];
    return result;
}

/* any and all read "not zero", which a conversion to an integer would lose for fractions. */
static bool is_logical(fold f)
{
    return f == FOLD_ANY || f == FOLD_ALL;
}

/* The elements of one block of one row. */
typedef struct block {
    const ln_rows *r;
    const char *start; /* of the row */
    int64_t from, n;
    const void *at; /* where they lie side by side, or NULL */
} block;

/* Side by side and as `dtype`, there or in `room`. */
static const void *fetch(const folding *o, const block *b, ln_dtype dtype, void *room)
{
    if (b->at != NULL && o->dtype == dtype)
        return b->at;
    if (b->at == NULL)
        ln_rows_gather(b->r, b->start, b->from, b->n, dtype, room);
    else
        ln_converter(dtype, o->dtype)(b->n, room, b->at, (ptrdiff_t)ln_dtype_size(o->dtype));
    return room;
}

static value fold_block(const folding *o, const block *b)
{
    value result;
    if (o->real && b->at != NULL && o->dtype == LN_FLOAT32 && o->f != FOLD_PROD) {
        result.real = fold_floats(o->f, o->dtype, b->at, b->n);
    } else if (o->real) {
        double room[BLOCK];
        const double *x = fetch(o, b, LN_FLOAT64, room);
        result.real = o->f == FOLD_PROD ? product(x, b->n) : fold_floats(o->f, LN_FLOAT64, x, b->n);
    } else if (is_logical(o->f)) {
        uint8_t room[BLOCK];
        const uint8_t *flags = fetch(o, b, LN_BOOL, room);
        const size_t n = (size_t)b->n;
        const bool none = flags[0] == 0 && memcmp(flags, flags + 1, n - 1) == 0;
        result.whole = o->f == FOLD_ANY ? !none : memchr(flags, 0, n) == NULL;
    } else {
        uint64_t room[BLOCK];
        const uint64_t *x = fetch(o, b, LN_INT64, room);
        result.whole = x[0];
        join_wholes(o->f, o->dtype == LN_UINT64, b->n - 1, 0, &result.whole, x + 1);
    }
    return result;
}

/* One block of each folding, in one pass. */
static void fold_filled(const job *j, int64_t begin, int64_t n, value *out)
{
    _Alignas(64) char room[LN_FILLED_MOST][BLOCK * 8];
    double lanes[LN_FILLED_MOST * LN_LANES];
    const void *at[LN_FILLED_MOST];
    for (int k = 0; k < j->count; k++) {
        at[k] = room[k];
        ln_lanes_fill(lanes + k * LN_LANES, 0);
    }
    j->fill->run(j->fill->user, begin, n, at, lanes);
    for (int k = 0; k < j->count; k++)
        if (j->fill->sums[k])
            out[k].real = ln_lanes_sum(lanes + k * LN_LANES);
        else
            out[k] = fold_block(&j->of[k], &(block){ .n = n, .at = at[k] });
}

/* One block of one row. */
static void fold_row_block(const job *j, const char *start, int64_t row, int64_t number, value *out)
{
    const ln_rows *r = &j->r;
    const int64_t from = number * j->block, n = r->length - from < j->block ? r->length - from : j->block;
    const int64_t item = (int64_t)ln_dtype_size(r->dtype);
    const bool adjacent = r->inner_rank == 1 && r->inner_step[0] == item;
    if (j->fill != NULL)
        fold_filled(j, row * r->length + from, n, out);
    else
        *out = fold_block(&j->of[0], &(block){ r, start, from, n, adjacent ? start + from * item : NULL });
}

/* One element of each of `width` neighbouring rows. */
static void gather_line(const job *j, const char *at, int64_t width, value *out)
{
    const ln_rows *r = &j->r;
    int64_t step = r->outer_step[r->outer_rank - 1];
    if (is_logical(j->of[0].f)) {
        uint8_t flags[STRIP];
        ln_converter(LN_BOOL, r->dtype)(width, flags, at, step);
        for (int64_t c = 0; c < width; c++)
            out[c].whole = flags[c];
    } else {
        ln_converter(j->of[0].real ? LN_FLOAT64 : LN_INT64, r->dtype)(width, out, at, step);
    }
}

/* Joins one element of each of `width` neighbouring rows to `out`. */
static void join_line(const job *j, const void *at, int64_t width, value *out)
{
    const folding *o = &j->of[0];
    if (j->adjacent) {
        const ln_blocks *blocks = ln_blocks_here();
        j->r.dtype == LN_FLOAT32 ? blocks->join_f32[o->f](width, at, &out->real) : blocks->join_f64[o->f](width, at, &out->real);
        return;
    }
    value line[STRIP];
    gather_line(j, at, width, line);
    join_values(o, width, out, line);
}

/* One block of `width` neighbouring rows; sums run in lanes as blocks.h has them. */
static void fold_block_strip(const job *j, const char *start, int64_t width, int64_t number, value *out)
{
    const ln_rows *r = &j->r;
    int64_t from = number * BLOCK, n = r->length - from < BLOCK ? r->length - from : BLOCK;
    const folding *o = &j->of[0];
    if (j->columns) {
        const ln_blocks *blocks = ln_blocks_here();
        const int64_t step = r->inner_step[0];
        const void *at = start + from * step;
        r->dtype == LN_FLOAT32 ? blocks->column_sums_f32(n, width, at, step / (int64_t)sizeof(float), &out->real)
                               : blocks->column_sums_f64(n, width, at, step / (int64_t)sizeof(double), &out->real);
        return;
    }
    if (!o->real || o->f != FOLD_SUM) {
        gather_line(j, start + ln_rows_offset(r, from), width, out);
        for (int64_t i = 1; i < n; i++)
            join_line(j, start + ln_rows_offset(r, from + i), width, out);
        for (int64_t c = 0; c < width && (o->f == FOLD_MAX || o->f == FOLD_MIN) && o->real; c++)
            out[c].real += 0.0; /* a zero is +0, as in blocks.h */
        return;
    }
    value lane[LANES][STRIP];
    for (int k = 0; k < LANES; k++)
        memset(lane[k], 0, (size_t)width * sizeof **lane);
    for (int64_t i = 0; i < n; i++)
        join_line(j, start + ln_rows_offset(r, from + i), width, lane[i & (LANES - 1)]);
    for (int64_t c = 0; c < width; c++) { /* as ln_lanes_sum joins them */
        double four[4];
        for (int k = 0; k < 4; k++)
            four[k] = (lane[k][c].real + lane[k + 8][c].real) + (lane[k + 4][c].real + lane[k + 12][c].real);
        out[c].real = (four[0] + four[1]) + (four[2] + four[3]);
    }
}

/* The size of a tree's left part. */
static int64_t left_part(int64_t count)
{
    int64_t half = 1;
    while (2 * half < count)
        half *= 2;
    return half;
}

/* Whether further blocks would change nothing: any and all know early, and nobody needs their elements. */
static bool is_decided(const job *j, const value *values)
{
    if (j->strips > 0 || (j->fill != NULL && j->fill->whole))
        return false;
    for (int k = 0; k < j->count; k++)
        if (!is_logical(j->of[k].f) || (values[k].whole != 0) != (j->of[k].f == FOLD_ANY))
            return false;
    return true;
}

/* The tree over blocks [begin, end) of a unit. Depth is log2 of their number. */
static void fold_tree(const job *j, const char *start, int64_t row, int64_t width, int64_t begin, int64_t end, value *out)
{
    value right[STRIP];
    if (end - begin == 1) {
        if (j->strips == 0)
            fold_row_block(j, start, row, begin, out);
        else
            fold_block_strip(j, start, width, begin, out);
        return;
    }
    int64_t middle = begin + left_part(end - begin);
    fold_tree(j, start, row, width, begin, middle, out);
    if (is_decided(j, out))
        return;
    fold_tree(j, start, row, width, middle, end, right);
    join(j, width, out, right);
}

/* The same tree's upper part, over the results of groups; ends in parts[0]. */
static void join_groups(const job *j, value *parts, int64_t count, int64_t width)
{
    if (count == 1)
        return;
    int64_t half = left_part(count);
    join_groups(j, parts, half, width);
    join_groups(j, parts + half * j->wide, count - half, width);
    join(j, width, parts, parts + half * j->wide);
}

/* A call ------------------------------------------------------------------------------------------------------------ */

/* The rows of a unit: the first and how many. */
static int64_t unit_rows(const job *j, int64_t unit, int64_t *width)
{
    *width = 1;
    if (j->strips == 0)
        return unit;
    const int64_t line = ln_rows_divide(unit, j->strips), all = j->r.outer_shape[j->r.outer_rank - 1];
    const int64_t from = (unit - line * j->strips) * STRIP;
    *width = all - from < STRIP ? all - from : STRIP;
    return line * all + from;
}

static void store_values(const folding *o, int64_t length, int64_t row, int64_t width, value *values)
{
    ln_dtype dtype = o->out->dtype;
    if (o->mean)
        ln_blocks_here()->divide_f64(width, &values->real, (double)length);
    ln_dtype wide = o->real ? LN_FLOAT64 : dtype == LN_UINT64 ? LN_UINT64 : LN_INT64;
    ln_converter(dtype, wide)(width, o->out->data + row * (int64_t)ln_dtype_size(dtype), values, sizeof *values);
}

/* The values of a unit, whose first row is `row`. */
static void store(const job *j, int64_t row, int64_t width, value *values)
{
    for (int k = 0; k < j->count; k++)
        store_values(&j->of[k], j->r.length, row, width, values + k);
}

/* Items are the groups of the units. */
static void run_groups(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    int64_t span = j->groups == 1 ? j->blocks : GROUP;
    for (int64_t item = begin; item < end; item++) {
        int64_t unit = ln_rows_divide(item, j->groups), first = (item - unit * j->groups) * span;
        int64_t last = first + span < j->blocks ? first + span : j->blocks;
        int64_t width, row = unit_rows(j, unit, &width);
        value local[STRIP], *out = j->parts != NULL ? j->parts + item * j->wide : local;
        fold_tree(j, j->fill == NULL ? ln_rows_start(&j->r, row) : NULL, row, width, first, last, out);
        if (j->parts == NULL)
            store(j, row, width, out);
    }
}

/* Whether rows are neighbouring floats of one block each, a fixed distance apart. */
static bool rows_are_short(const job *j)
{
    const ln_rows *r = &j->r;
    return j->fill == NULL && j->of[0].real && j->strips == 0 && j->blocks == 1 && j->of[0].f != FOLD_PROD &&
           r->dtype >= LN_FLOAT32 && r->outer_rank <= 1 && r->inner_rank == 1 &&
           r->inner_step[0] == (int64_t)ln_dtype_size(r->dtype);
}

/* Items are such rows. */
static void run_short_rows(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    const ln_rows *r = &j->r;
    const int64_t item = (int64_t)ln_dtype_size(r->dtype), step = r->outer_rank > 0 ? r->outer_step[0] : r->length * item;
    value results[STRIP];
    for (int64_t row = begin; row < end;) {
        int64_t n = end - row < STRIP ? end - row : STRIP;
        if (step == r->length * item)
            fold_float_rows(j->of[0].f, r->dtype, n, r->length, r->data + row * step, LN_AHEAD, &results->real);
        for (int64_t i = 0; step != r->length * item && i < n; i++)
            results[i].real = fold_floats(j->of[0].f, r->dtype, r->data + (row + i) * step, r->length);
        store(j, row, n, results);
        row += n;
    }
}

/* What reductions of nothing give. */
static ln_status run_empty(const job *j)
{
    for (int k = 0; k < j->count; k++)
        for (int64_t row = 0; row < j->r.count; row++) {
            const folding *o = &j->of[k];
            value identity;
            if (o->real)
                identity.real = o->f == FOLD_PROD ? 1 : 0;
            else
                identity.whole = o->f == FOLD_PROD || o->f == FOLD_ALL;
            store_values(o, j->r.length, row, 1, &identity);
        }
    return LN_OK;
}

static ln_status reduce_kernel(ln_call *call);

bool ln_is_reduction(const ln_op *op)
{
    return op->kernel == reduce_kernel;
}

bool ln_reduces_in_any_order(const ln_op *op, ln_dtype to)
{
    const reduction *kind = op->data;
    return (kind->fold != FOLD_SUM && kind->fold != FOLD_PROD) || !ln_dtype_is_float(to);
}

bool ln_reduces_nothing(const ln_call *call, const ln_tensor *out)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    return call->op->kernel == reduce_kernel && x->dtype == out->dtype && x->size == out->size && x->size > 0;
}

static folding folding_of(const ln_call *call)
{
    const reduction *kind = call->op->data;
    folding o = { .f = kind->fold, .mean = kind->mean, .dtype = ln_call_tensor(call, 0)->dtype, .out = call->result[0] };
    if (o.f == FOLD_PROD && o.out->dtype == LN_BOOL)
        o.f = FOLD_ALL;
    o.real = !is_logical(o.f) && ln_dtype_is_float(o.out->dtype);
    return o;
}

/* Whether all there is to do is look at bools that are made: any blocks give the same, and larger ones cost less. */
static bool is_of_flags(const job *j)
{
    bool flags = j->fill != NULL;
    for (int k = 0; k < j->count; k++)
        flags = flags && is_logical(j->of[k].f) && j->of[k].dtype == LN_BOOL;
    return flags;
}

/* Decides whether units are strips, and of which kind. Narrow ones pay where they are columns to sum or their lines few. */
static void choose_strips(job *j)
{
    const ln_rows *r = &j->r;
    const int last = r->outer_rank - 1;
    if (j->fill != NULL || last < 0 || r->inner_rank == 0 ||
        llabs(r->outer_step[last]) >= llabs(r->inner_step[r->inner_rank - 1]))
        return;
    const int64_t width = r->outer_shape[last];
    const bool wide = width >= LANES;
    j->adjacent = j->of[0].real && r->dtype >= LN_FLOAT32 && r->outer_step[last] == (int64_t)ln_dtype_size(r->dtype);
    /* where lines would leave the cache before they are whole wide strips go line by line */
    j->columns = j->adjacent && j->of[0].f == FOLD_SUM && r->inner_rank == 1 &&
                 (!wide || llabs(r->inner_step[0]) * (r->length < BLOCK ? r->length : BLOCK) <= COLUMN_BYTES);
    if (wide || j->columns || r->length <= (j->adjacent ? FEW : 1) * width) {
        j->wide = STRIP;
        j->strips = (width + STRIP - 1) / STRIP;
    }
}

/* Cuts the rows into units; their number. */
static int64_t cut(job *j)
{
    const ln_rows *r = &j->r;
    j->block = is_of_flags(j) ? BLOCK * 8 : BLOCK;
    j->blocks = r->length <= j->block ? 1 : (r->length + j->block - 1) / j->block;
    choose_strips(j);
    const int64_t units = j->strips > 0 ? ln_rows_divide(r->count, r->outer_shape[r->outer_rank - 1]) * j->strips : r->count;
    if (units < MANY && j->blocks > GROUP)
        j->groups = (j->blocks + GROUP - 1) / GROUP;
    return units;
}

/* How many items are worth a task. */
static int64_t grain_of(const job *j)
{
    int64_t width;
    unit_rows(j, 0, &width);
    const int64_t cost = width * (j->groups > 1 ? GROUP * j->block : j->r.length);
    return cost >= ROWS_GRAIN_ELEMENTS ? 1 : ROWS_GRAIN_ELEMENTS / cost;
}

ln_status ln_reduce_filled(ln_call *calls, int count, const ln_fill *fill)
{
    ln_context *ctx = calls->ctx;
    const ln_tensor *x = ln_call_tensor(calls, 0);
    if (ln_reduces_nothing(calls, calls->result[0]) && fill == NULL) {
        ln_tensor_copy_to(x, x->dtype, calls->result[0]->data);
        return LN_OK;
    }
    job j; /* field by field: its shapes are long */
    j.count = count;
    j.wide = count;
    j.strips = 0;
    j.adjacent = j.columns = false;
    j.groups = 1;
    j.parts = NULL;
    j.fill = fill;
    int axes[LN_MAX_RANK], axis_count;
    LN_TRY(ln_call_axes(calls, 1, x->rank, axes, &axis_count));
    ln_rows_make(&j.r, x, axes, axis_count);
    for (int k = 0; k < count; k++)
        j.of[k] = folding_of(&calls[k]);
    if (j.r.length == 0 || j.r.count == 0)
        return run_empty(&j);
    const int64_t units = cut(&j), items = units * j.groups;
    const int64_t grain = items > 1 ? grain_of(&j) : 1;
    if (rows_are_short(&j))
        return ln_parallel(ctx, items, grain, run_short_rows, &j);
    size_t bytes = (size_t)items * (size_t)j.wide * sizeof *j.parts;
    void *parts = NULL;
    if (j.groups > 1)
        LN_TRY(ln_alloc(ctx, bytes, "partial results", &parts));
    j.parts = parts;
    ln_status status = ln_parallel(ctx, items, grain, run_groups, &j);
    if (j.parts == NULL)
        return status;
    for (int64_t unit = 0; status == LN_OK && unit < units; unit++) {
        value *first = j.parts + unit * j.groups * j.wide;
        int64_t width, row = unit_rows(&j, unit, &width);
        join_groups(&j, first, j.groups, width);
        store(&j, row, width, first);
    }
    ln_free(ctx, parts, bytes);
    return status;
}

static ln_dtype result_dtype(const ln_call *call, const reduction *kind, ln_dtype dtype)
{
    if (kind->mean)
        return ln_float_dtype(call->ctx, dtype);
    if (kind->fold == FOLD_ANY || kind->fold == FOLD_ALL)
        return LN_BOOL;
    if (kind->fold == FOLD_MAX || kind->fold == FOLD_MIN)
        return dtype;
    if (dtype == LN_BOOL || dtype == LN_INT8 || dtype == LN_INT16)
        return LN_INT32;
    return dtype == LN_UINT8 || dtype == LN_UINT16 ? LN_UINT32 : dtype;
}

ln_status ln_reduced_shape(ln_call *call, bool keepdims, int64_t *length)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    bool reduced[LN_MAX_RANK] = { false };
    ln_spec *out = &call->out[0];
    int axes[LN_MAX_RANK], count;
    LN_TRY(ln_call_axes(call, 1, x->rank, axes, &count));
    *length = 1;
    for (int i = 0; i < count; i++) {
        reduced[axes[i]] = true;
        *length = x->shape[axes[i]] == LN_UNKNOWN || *length == LN_UNKNOWN ? LN_UNKNOWN : *length * x->shape[axes[i]];
    }
    out->rank = 0;
    for (int i = 0; i < x->rank; i++)
        if (!reduced[i] || keepdims)
            out->shape[out->rank++] = reduced[i] ? 1 : x->shape[i];
    return LN_OK;
}

static ln_status reduce_infer(ln_call *call)
{
    const reduction *kind = call->op->data;
    const ln_tensor *x = ln_call_tensor(call, 0);
    int64_t length;
    LN_TRY(ln_reduced_shape(call, call->args[2].as.b, &length));
    if ((kind->fold == FOLD_MAX || kind->fold == FOLD_MIN) && length == 0)
        return ln_call_error(call, "no elements to reduce: there is no identity without `initial`");
    bool given = call->count > 3 && call->args[3].kind == LN_ARG_DTYPE;
    call->out[0].dtype = given ? call->args[3].as.dtype : result_dtype(call, kind, x->dtype);
    return LN_OK;
}

static ln_status reduce_kernel(ln_call *call)
{
    return ln_reduce_filled(call, 1, NULL);
}

bool ln_reduce_takes_fill(const ln_call *call)
{
    int axes[LN_MAX_RANK], count, rank = ln_call_tensor(call, 0)->rank;
    if (call->op->kernel != reduce_kernel || ln_call_axes(call, 1, rank, axes, &count) != LN_OK)
        return false;
    for (int i = 0; i < count; i++)
        if (axes[i] < rank - count)
            return false;
    return count > 0;
}

bool ln_reduce_takes_lanes(const ln_call *call)
{
    const reduction *kind = call->op->data;
    return kind->fold == FOLD_SUM && ln_call_tensor(call, 0)->dtype == LN_FLOAT32;
}

bool ln_reduce_row_fold(const ln_call *call, ln_dtype to, ln_row_fold *out)
{
    const reduction *kind = call->op->data;
    int axes[LN_MAX_RANK], count;
    if (call->op->kernel != reduce_kernel || is_logical(kind->fold) || kind->fold == FOLD_PROD || !ln_dtype_is_float(to))
        return false;
    const ln_tensor *x = ln_call_tensor(call, 0);
    if (ln_call_axes(call, 1, x->rank, axes, &count) != LN_OK || count != 1 || axes[0] != x->rank - 1)
        return false;
    *out = (ln_row_fold){ kind->fold, kind->mean, x->dtype, to };
    return true;
}

/* The tree over blocks [begin, end) of one row. */
static double fold_row(const ln_row_fold *how, const char *x, int64_t n, int64_t begin, int64_t end)
{
    if (end - begin > 1) {
        int64_t middle = begin + left_part(end - begin);
        double left = fold_row(how, x, n, begin, middle), right = fold_row(how, x, n, middle, end);
        ln_blocks_here()->join_f64[how->fold](1, &right, &left);
        return left;
    }
    int64_t from = begin * BLOCK, count = n - from < BLOCK ? n - from : BLOCK;
    x += from * (int64_t)ln_dtype_size(how->from);
    if (how->from >= LN_FLOAT32)
        return fold_floats(how->fold, how->from, x, count);
    double wide[BLOCK];
    ln_converter(LN_FLOAT64, how->from)(count, wide, x, (ptrdiff_t)ln_dtype_size(how->from));
    return fold_floats(how->fold, LN_FLOAT64, wide, count);
}

void ln_reduce_rows(const ln_row_fold *how, int64_t count, int64_t n, const void *x, ptrdiff_t ahead, void *out)
{
    const int64_t item = (int64_t)ln_dtype_size(how->from);
    double results[STRIP];
    const char *row = x;
    char *to = out;
    for (int64_t done = 0; done < count;) {
        int64_t now = count - done < STRIP ? count - done : STRIP;
        bool at_once = n <= BLOCK && how->from >= LN_FLOAT32;
        if (at_once)
            fold_float_rows(how->fold, how->from, now, n, row, ahead, results);
        for (int64_t i = 0; !at_once && i < now; i++)
            results[i] = fold_row(how, row + i * n * item, n, 0, (n + BLOCK - 1) / BLOCK);
        if (how->mean)
            ln_blocks_here()->divide_f64(now, results, (double)n);
        row += now * n * item;
        ln_converter(how->to, LN_FLOAT64)(now, to, results, sizeof *results);
        to += now * (int64_t)ln_dtype_size(how->to);
        done += now;
    }
}

/* dy (or y) with the reduced axes back as 1, then broadcast to x's shape. */
static ln_tensor *spread(ln_grad *g, ln_tensor *t)
{
    const ln_tensor *x = g->inputs[0];
    int64_t kept[LN_MAX_RANK];
    if (t == NULL)
        return NULL;
    for (int i = 0; i < x->rank; i++)
        kept[i] = x->shape[i];
    if (g->args[1].kind == LN_ARG_NONE)
        for (int i = 0; i < x->rank; i++)
            kept[i] = 1;
    else if (g->args[1].kind == LN_ARG_INT)
        kept[g->args[1].as.i < 0 ? g->args[1].as.i + x->rank : g->args[1].as.i] = 1;
    else
        for (int i = 0; i < g->args[1].count; i++)
            kept[g->args[1].as.ints[i] < 0 ? g->args[1].as.ints[i] + x->rank : g->args[1].as.ints[i]] = 1;
    return ln_g_broadcast(g, ln_g_reshape(g, t, x->rank, kept), x->rank, x->shape);
}

static void sum_gradient(ln_grad *g)
{
    ln_g_set(g, 0, spread(g, g->douts[0]));
}

static void mean_gradient(ln_grad *g)
{
    double share = g->outs[0]->size == 0 ? 0 : (double)g->outs[0]->size / (double)g->inputs[0]->size;
    ln_g_set(g, 0, spread(g, ln_g_mul(g, g->douts[0], ln_g_number(g, share))));
}

/* The elements that equal the extreme share its gradient evenly. */
static void extreme_gradient(ln_grad *g)
{
    ln_tensor *hit = ln_g_cast(g, ln_g_binary(g, &ln_op_equal, g->inputs[0], spread(g, g->outs[0])), g->inputs[0]->dtype);
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = hit }, g->args[1], g->args[2] };
    ln_tensor *hits = ln_g_call(g, &ln_op_sum, args, 3);
    ln_g_set(g, 0, ln_g_mul(g, hit, spread(g, ln_g_div(g, g->douts[0], hits))));
}

/* The product of each of `rows` rows of n elements' others, times dy (rows, 1). Elements are paired up into a tree of products; from the root
 * downwards, what multiplies a node's left child from outside is what multiplies the node, times its right child, and the reverse.
 * Only products are formed, never quotients: right at zeros and infinities, and so are all further derivatives. */
static ln_tensor *product_of_others(ln_grad *g, ln_tensor *x, int64_t rows_count, int64_t n, ln_tensor *dy)
{
    ln_tensor *level[64];
    int64_t full = n > 1 ? 2 * left_part(n) : 1;
    int depth = 0;
    if (full > n) {
        ln_tensor *ones = ln_g_broadcast(g, ln_g_cast(g, ln_g_number(g, 1), x->dtype), 2, (int64_t[]){ rows_count, full - n });
        ln_tensor *parts[] = { x, ones };
        ln_arg args[] = { { .kind = LN_ARG_TENSORS, .count = 2, .as.tensors = parts }, { .kind = LN_ARG_INT, .as.i = 1 } };
        x = ones == NULL ? NULL : ln_g_call(g, &ln_op_concatenate, args, 2);
    }
    for (int64_t left = full; left > 1 && x != NULL; left /= 2) {
        x = level[depth++] = ln_g_reshape(g, x, 3, (int64_t[]){ rows_count, left / 2, 2 });
        ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = x },
                          { .kind = LN_ARG_INT, .as.i = 2 },
                          { .kind = LN_ARG_BOOL, .as.b = false },
                          { .kind = LN_ARG_NONE } };
        if (x != NULL)
            x = ln_g_call(g, &ln_op_prod, args, 4);
    }
    ln_tensor *others = dy;
    while (depth-- > 0 && others != NULL && level[depth] != NULL) {
        const int64_t *shape = level[depth]->shape;
        ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = level[depth] }, { .kind = LN_ARG_INT, .as.i = 2 } };
        others =
            ln_g_mul(g, ln_g_reshape(g, others, 3, (int64_t[]){ rows_count, shape[1], 1 }), ln_g_call(g, &ln_op_flip, args, 2));
    }
    if (others == NULL || full == n)
        return ln_g_reshape(g, others, 2, (int64_t[]){ rows_count, n });
    ln_tensor *index;
    if (ln_tensor_new(g->ctx, LN_INT64, 1, &n, &index) != LN_OK) {
        g->status = g->ctx->status;
        return NULL;
    }
    for (int64_t i = 0; i < n; i++)
        ((int64_t *)(void *)index->data)[i] = i;
    index = ln_g_own(g, index);
    others = ln_g_reshape(g, others, 2, (int64_t[]){ rows_count, full });
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = others },
                      { .kind = LN_ARG_TENSOR, .as.tensor = index },
                      { .kind = LN_ARG_INT, .as.i = 1 } };
    return others == NULL || index == NULL ? NULL : ln_g_call(g, &ln_op_take, args, 3);
}

static void prod_gradient(ln_grad *g)
{
    ln_tensor *x = ln_g_cast(g, g->inputs[0], g->outs[0]->dtype), *dy = spread(g, g->douts[0]);
    int axes[LN_MAX_RANK], count;
    ln_call call = { .ctx = g->ctx, .op = g->op, .args = g->args, .count = g->count };
    if (x == NULL || dy == NULL || ln_call_axes(&call, 1, x->rank, axes, &count) != LN_OK)
        return;
    bool reduced[LN_MAX_RANK] = { false };
    int64_t n = 1, rows_count = 1, order[LN_MAX_RANK], back[LN_MAX_RANK], moved[LN_MAX_RANK];
    for (int i = 0; i < count; i++)
        reduced[axes[i]] = true;
    for (int i = 0; i < x->rank; i++) {
        if (x->shape[i] == LN_UNKNOWN) {
            g->status = ln_error(g->ctx, LN_ERROR_SYMBOLIC, "prod: the gradient needs every dimension to be known");
            return;
        }
        *(reduced[i] ? &n : &rows_count) *= x->shape[i];
    }
    if (n == 0 || rows_count == 0 || n == 1) {
        ln_g_set(g, 0, dy);
        return;
    }
    if (n == 2) { /* where the tree ends: the other one of two; of the reduced axes only one is longer than 1 */
        ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = x }, g->args[1] };
        ln_g_set(g, 0, ln_g_mul(g, dy, ln_g_call(g, &ln_op_flip, args, 2)));
        return;
    }
    for (int i = 0, at = 0, behind = x->rank - count; i < x->rank; i++)
        order[reduced[i] ? behind++ : at++] = i;
    for (int i = 0; i < x->rank; i++) {
        back[order[i]] = i;
        moved[i] = x->shape[order[i]];
    }
    ln_tensor *flat = ln_g_reshape(g, ln_g_transpose(g, x, order, x->rank), 2, (int64_t[]){ rows_count, n });
    ln_tensor *column = ln_g_reshape(g, g->douts[0], 2, (int64_t[]){ rows_count, 1 });
    ln_tensor *others = flat == NULL ? NULL : product_of_others(g, flat, rows_count, n, column);
    ln_g_set(g, 0, ln_g_transpose(g, ln_g_reshape(g, others, x->rank, moved), back, x->rank));
}

#define BAD_AXES "An axis out of range or given twice is an error."

#define REDUCTION(c_name, op_name, more, fold_kind, is_mean, text, gradient_fn, op_flags)                                        \
    static const reduction c_name##_kind = { fold_kind, is_mean };                                                               \
    const ln_op ln_op_##c_name = { .name = op_name,                                                                              \
                                   .signature = "x, axis:axes=nil, keepdims:bool=false" more,                                    \
                                   .doc = text,                                                                                  \
                                   .sample = "f({2,3,4},0.5,2), {0,-1}",                                                         \
                                   .infer = reduce_infer,                                                                        \
                                   .kernel = reduce_kernel,                                                                      \
                                   .gradient = gradient_fn,                                                                      \
                                   .flags = op_flags,                                                                            \
                                   .data = &c_name##_kind };

REDUCTION(sum, "sum", "", FOLD_SUM, false,
          "The sum over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), pairwise with a fixed "
          "shape, so that "
          "the bits don't depend on threads. bool, int8 and int16 add up as int32, uint8 and uint16 as uint32, other dtypes as "
          "themselves; "
          "integers wrap. 0 of nothing. " BAD_AXES,
          sum_gradient, 0)
REDUCTION(prod, "prod", ", dtype:dtype=nil", FOLD_PROD, false,
          "The product over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). bool, int8 and int16 "
          "multiply as "
          "int32, uint8 and uint16 as uint32, other dtypes as themselves, unless dtype says otherwise; integers wrap. 1 of "
          "nothing. " BAD_AXES,
          prod_gradient, 0)
extern const ln_op ln_op_mean, ln_op_any, ln_op_all;
REDUCTION(mean, "mean", "", FOLD_SUM, true,
          "The mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true): their sum, divided by "
          "how many "
          "they are. Integers give the default float dtype. nan of nothing. " BAD_AXES,
          mean_gradient, 0)
REDUCTION(max, "max", "", FOLD_MAX, false,
          "The largest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype "
          "of x; nan if "
          "there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or "
          "given twice.",
          extreme_gradient, 0)
REDUCTION(min, "min", "", FOLD_MIN, false,
          "The smallest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the "
          "dtype of x; nan if "
          "there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or "
          "given twice.",
          extreme_gradient, 0)
REDUCTION(any, "any", "", FOLD_ANY, false,
          "Whether any element over axes (all when nil) is true or not zero, as bool; false of nothing. " BAD_AXES, NULL,
          LN_OP_NO_GRADIENT)
REDUCTION(all, "all", "", FOLD_ALL, false,
          "Whether every element over axes (all when nil) is true or not zero, as bool; true of nothing. " BAD_AXES, NULL,
          LN_OP_NO_GRADIENT)

static const ln_op *const ops[] = { &ln_op_sum, &ln_op_prod, &ln_op_mean,   &ln_op_max,    &ln_op_min,
                                    &ln_op_any, &ln_op_all,  &ln_op_argmax, &ln_op_argmin, &ln_op_cumsum };
const ln_family ln_family_reduce = { ops, sizeof ops / sizeof *ops };
