/* Random numbers: Philox4x32-10, a counter-based generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).
 * An element's bits depend on the seed and its flat index alone, so threads don't matter. Knows of no graphs and no Lua. */
#include <math.h>

#include "base/parallel.h"
#include "op/ops.h"

enum { GRAIN = 1 << 14 };

static void philox(const uint32_t key[2], uint64_t counter, uint32_t out[4])
{
    uint32_t k0 = key[0], k1 = key[1];
    uint32_t c[4] = { (uint32_t)counter, (uint32_t)(counter >> 32), 0, 0 };
    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)0xD2511F53u * c[0], b = (uint64_t)0xCD9E8D57u * c[2];
        uint32_t next[4] = { (uint32_t)(b >> 32) ^ c[1] ^ k0, (uint32_t)b, (uint32_t)(a >> 32) ^ c[3] ^ k1, (uint32_t)a };
        for (int i = 0; i < 4; i++)
            c[i] = next[i];
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    for (int i = 0; i < 4; i++)
        out[i] = c[i];
}

/* 53 bits in [0, 1) from two words. */
static double unit(uint32_t high, uint32_t low)
{
    return (double)(((uint64_t)high << 32 | low) >> 11) * 0x1p-53;
}

typedef struct job {
    uint32_t key[2];
    ln_tensor *out;
    double a, b; /* low and high; or mean and deviation */
    double cut;  /* of the truncated normal, in deviations; 0: none */
    bool normal;
} job;

static double draw(const job *j, int64_t index, uint64_t first)
{
    for (uint64_t attempt = first;; attempt++) { /* rejection: attempts have counters of their own */
        uint32_t bits[4];
        philox(j->key, (uint64_t)index + (attempt << 48), bits);
        double u = unit(bits[0], bits[1]), v = unit(bits[2], bits[3]);
        if (!j->normal)
            return j->a + (j->b - j->a) * u;
        double z = sqrt(-2 * log(1 - u)) * cos(6.28318530717958647692 * v); /* Box and Muller */
        if (j->cut == 0 || fabs(z) <= j->cut || attempt == 1000)
            return j->a + j->b * z;
    }
}

static void fill(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    size_t size = ln_dtype_size(j->out->dtype);
    ln_convert_fn convert = ln_converter(j->out->dtype, LN_FLOAT64);
    ln_convert_fn widen = ln_converter(LN_FLOAT64, j->out->dtype);
    for (int64_t i = begin; i < end; i++) {
        double value = draw(j, i, 0), stored;
        char *at = j->out->data + (size_t)i * size;
        convert(1, at, &value, 0);
        if (j->normal || j->b <= j->a)
            continue;
        widen(1, &stored, at, 0);
        for (uint64_t attempt = 1; stored >= j->b && attempt <= 64; attempt++) { /* rounding must not reach the open end */
            value = attempt < 64 ? draw(j, i, attempt) : j->a;
            convert(1, at, &value, 0);
            widen(1, &stored, at, 0);
        }
    }
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
    j.cut = cut != NULL ? *cut : 0;
    j.key[0] = (uint32_t)ln_tensor_get_int(seed, 0);
    j.key[1] = (uint32_t)ln_tensor_get_int(seed, 1);
    return ln_parallel(call->ctx, j.out->size, GRAIN, fill, &j);
}

static const double no_cut = 0, two_deviations = 2;

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
    uint32_t key[2], held[4];
    uint64_t counter;
    int left;
} words;

static uint32_t next_word(words *w)
{
    if (w->left == 0) {
        philox(w->key, w->counter++, w->held);
        w->left = 4;
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
    words w = { .key = { (uint32_t)ln_tensor_get_int(seed, 0), (uint32_t)ln_tensor_get_int(seed, 1) } };
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
