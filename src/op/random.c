/* Random numbers, functions of a seed and of an element's flat index alone (draws.h), so threads don't matter. Knows of no graphs and no Lua. */
#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "op/draws.h"
#include "op/ops.h"

enum { GRAIN = 256 /* blocks */, ATTEMPTS_MOST = 64 };

typedef struct job {
    uint32_t key[2];
    ln_tensor *out;
    bool normal;
    double a, b; /* low and high; or mean and deviation */
    double edge; /* numbers up to it (normal ones by magnitude) can stay */
} job;

/* Converts n numbers to the dtype and back. */
static void store_and_load(ln_dtype dtype, int64_t n, double *value)
{
    double stored[LN_DRAW_BLOCK];
    ln_converter(dtype, LN_FLOAT64)(n, stored, value, sizeof *value);
    ln_converter(LN_FLOAT64, dtype)(n, value, stored, (ptrdiff_t)ln_dtype_size(dtype));
}

/* Draws a block; gives whether a number may have to be drawn again. */
static bool draw(const job *j, uint64_t block, uint32_t attempt, double *value)
{
    const ln_draw d = { { j->key[0], j->key[1] }, j->out->dtype == LN_FLOAT64, attempt, block };
    return j->normal ? ln_draws_here()->normal(&d, j->edge, value)
                     : ln_draws_here()->uniform(&d, j->a, j->b - j->a, j->edge, value);
}

/* Numbers that can't stay are drawn again, each by itself: normal ones beyond the edge, uniform ones that reach the open end when they are stored. */
static void draw_again(const job *j, uint64_t block, double *value)
{
    double more[LN_DRAW_BLOCK], stored[LN_DRAW_BLOCK];
    bool any = true;
    for (uint32_t attempt = 1; any; attempt++) {
        any = false;
        draw(j, block, attempt, more);
        memcpy(stored, value, sizeof stored);
        if (!j->normal)
            store_and_load(j->out->dtype, LN_DRAW_BLOCK, stored);
        for (int i = 0; i < LN_DRAW_BLOCK; i++) {
            if (j->normal ? fabs(value[i]) <= j->edge : stored[i] < j->b)
                continue;
            value[i] = attempt < ATTEMPTS_MOST ? more[i] : j->normal ? 0 : j->a;
            any = attempt < ATTEMPTS_MOST;
        }
    }
}

static void fill(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    for (int64_t block = begin; block < end; block++) {
        double value[LN_DRAW_BLOCK];
        const int64_t at = block * LN_DRAW_BLOCK, left = j->out->size - at;
        if (draw(j, (uint64_t)block, 0, value))
            draw_again(j, (uint64_t)block, value);
        for (int i = 0; j->normal && i < LN_DRAW_BLOCK; i++)
            value[i] = j->a + j->b * value[i];
        ln_converter(j->out->dtype, LN_FLOAT64)(left < LN_DRAW_BLOCK ? left : LN_DRAW_BLOCK,
                                                j->out->data + (size_t)at * ln_dtype_size(j->out->dtype), value, sizeof *value);
    }
}

/* A number near the open end that is stored below it, so that those below are too; where there is none, no number is sure to be. */
static double uniform_edge(const job *j)
{
    for (int k = 40; k > 0; k -= 4) {
        double edge = j->b - (j->b - j->a) * ldexp(1, -k), stored = edge;
        store_and_load(j->out->dtype, 1, &stored);
        if (stored < j->b)
            return edge;
    }
    return j->b > j->a ? -INFINITY : INFINITY;
}

static ln_status check_seed(const ln_call *call)
{
    const ln_tensor *seed = ln_call_tensor(call, 0);
    if (seed->rank != 1 || (seed->shape[0] != 2 && seed->shape[0] != LN_UNKNOWN) || !ln_dtype_is_integer(seed->dtype))
        return ln_call_error(call, "a seed is two integers");
    return LN_OK;
}

static ln_status random_infer(ln_call *call)
{
    const ln_arg *shape = &call->args[1];
    LN_TRY(check_seed(call));
    if (shape->count > LN_MAX_RANK)
        return ln_call_error(call, "a tensor has at most %d axes, not %d", LN_MAX_RANK, shape->count);
    call->out[0].rank = shape->count;
    for (int i = 0; i < shape->count; i++) {
        if (shape->as.ints[i] < 0)
            return ln_call_error(call, "a dimension can't be negative: axis %d has %lld", i, (long long)shape->as.ints[i]);
        call->out[0].shape[i] = shape->as.ints[i];
    }
    call->out[0].dtype = call->args[4].kind == LN_ARG_DTYPE ? call->args[4].as.dtype : (ln_dtype)call->ctx->floatx;
    return LN_OK;
}

static ln_status random_kernel(ln_call *call)
{
    const double *cut = call->op->data;
    const ln_tensor *seed = ln_call_tensor(call, 0);
    job j = { .out = call->result[0], .a = call->args[2].as.f, .b = call->args[3].as.f, .normal = cut != NULL };
    j.edge = cut != NULL ? *cut : uniform_edge(&j);
    j.key[0] = (uint32_t)ln_tensor_get_int(seed, 0);
    j.key[1] = (uint32_t)ln_tensor_get_int(seed, 1);
    return ln_parallel(call->ctx, (j.out->size + LN_DRAW_BLOCK - 1) / LN_DRAW_BLOCK, GRAIN, fill, &j);
}

static const double no_cut = INFINITY, two_deviations = 2;

#define RANDOM(c_name, op_name, arguments, text, cut)                                                                            \
    static const ln_op c_name = { .name = op_name,                                                                               \
                                  .signature = "seed, shape:shape, " arguments,                                                  \
                                  .doc = text,                                                                                   \
                                  .sample = "i({2},0,9), {3,4}",                                                                 \
                                  .infer = random_infer,                                                                         \
                                  .kernel = random_kernel,                                                                       \
                                  .flags = LN_OP_RANDOM | LN_OP_NO_GRADIENT | LN_OP_INTERNAL,                                    \
                                  .data = cut };
RANDOM(uniform, "random_uniform", "minval:float=0, maxval:float=1, dtype:dtype=nil",
       "Uniform in [minval, maxval), a function of the seed (two integers) alone.", NULL)
RANDOM(normal, "random_normal", "mean:float=0, stddev:float=1, dtype:dtype=nil",
       "Normal with a mean and a standard deviation, a function of the seed (two integers) alone.", &no_cut)
RANDOM(truncated, "random_truncated_normal", "mean:float=0, stddev:float=1, dtype:dtype=nil",
       "Normal, redrawn beyond two standard deviations, a function of the seed (two integers) alone.", &two_deviations)

/* Words of the generator one after the other. */
typedef struct words {
    ln_draw next;
    uint32_t held[LN_DRAW_BLOCK];
    int left;
} words;

static uint32_t next_word(words *w)
{
    if (w->left == 0) {
        ln_draws_here()->words(&w->next, w->held);
        w->next.block++;
        w->left = LN_DRAW_BLOCK;
    }
    return w->held[--w->left];
}

/* A whole number in [0, bound), each as likely (Lemire, "Fast random integer generation in an interval", 2019). */
static uint64_t below(words *w, uint64_t bound)
{
    if (bound >> 32 == 0) {
        uint64_t product = (uint64_t)next_word(w) * bound;
        uint32_t least = (uint32_t)(-(uint32_t)bound % (uint32_t)bound);
        while ((uint32_t)product < least)
            product = (uint64_t)next_word(w) * bound;
        return product >> 32;
    }
    uint64_t mask = UINT64_MAX >> __builtin_clzll(bound), x;
    do
        x = ((uint64_t)next_word(w) << 32 | next_word(w)) & mask;
    while (x >= bound);
    return x;
}

static ln_status permutation_infer(ln_call *call)
{
    LN_TRY(check_seed(call));
    if (call->args[1].as.i < 0)
        return ln_call_error(call, "the length can't be negative, got %lld", (long long)call->args[1].as.i);
    call->out[0] = (ln_spec){ .dtype = LN_INT64, .rank = 1, .shape = { call->args[1].as.i } };
    return LN_OK;
}

/* Fisher and Yates, from the front: element i changes places with one that is not before it. */
static ln_status permutation_kernel(ln_call *call)
{
    const ln_tensor *seed = ln_call_tensor(call, 0);
    words w = { .next.key = { (uint32_t)ln_tensor_get_int(seed, 0), (uint32_t)ln_tensor_get_int(seed, 1) } };
    int64_t *at = (int64_t *)(void *)call->result[0]->data, n = call->args[1].as.i;
    for (int64_t i = 0; i < n; i++)
        at[i] = i;
    for (int64_t i = 0; i + 1 < n; i++) {
        int64_t other = i + (int64_t)below(&w, (uint64_t)(n - i)), held = at[i];
        at[i] = at[other];
        at[other] = held;
    }
    return LN_OK;
}

static const ln_op permutation = {
    .name = "random_permutation",
    .signature = "seed, n:int",
    .doc = "The numbers 0 to n - 1 (int64) in an order in which every one is as likely, a function of the seed (two integers) "
           "alone. A negative "
           "n and another seed are errors.",
    .sample = "i({2},0,9), 5",
    .infer = permutation_infer,
    .kernel = permutation_kernel,
    .flags = LN_OP_RANDOM | LN_OP_NO_GRADIENT | LN_OP_INTERNAL,
};

static const ln_op *const ops[] = { &uniform, &normal, &truncated, &permutation };
const ln_family ln_family_random = { ops, sizeof ops / sizeof *ops };
