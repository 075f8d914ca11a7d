/* Random matrix products of every kind that ln_gemm knows, against a plain loop in double precision: shapes with 0 and 1, any strides,
 * batches that broadcast, alpha, accumulation, bias, epilogues, NaN and infinity, every number of threads, the memory limit.
 * Prints the bits of what it computed as hashes, for spec/matmul_spec.lua to compare among instruction sets; or what is wrong. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "op/gemm.h"

enum { CASES = 1500, GUARD = -12345, MAX_BATCH = 2 };
static const int thread_counts[] = { 1, 2, 5 };
enum { CONTEXTS = sizeof thread_counts / sizeof *thread_counts };

static ln_context contexts[CONTEXTS];
static uint64_t state = 88172645463325252u;

static uint64_t draw(uint64_t count)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % count;
}

static void hash(uint64_t *h, const void *data, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        *h = (*h ^ ((const unsigned char *)data)[i]) * 1099511628211u;
}

/* Element i of an array of the dtype, as a double and back. Small integers are exact in each. */
static double get(ln_dtype dtype, const void *data, int64_t i)
{
    return dtype == LN_FLOAT32   ? (double)((const float *)data)[i]
           : dtype == LN_FLOAT64 ? ((const double *)data)[i]
                                 : (double)((const int64_t *)data)[i];
}

static void set(ln_dtype dtype, void *data, int64_t i, double x)
{
    if (dtype == LN_FLOAT32)
        ((float *)data)[i] = (float)x;
    else if (dtype == LN_FLOAT64)
        ((double *)data)[i] = x;
    else
        ((int64_t *)data)[i] = (int64_t)x;
}

/* An operand of random strides: its elements lie in a block of their own size exactly, so that a sanitizer sees any overrun. */
typedef struct operand {
    void *block;
    const void *origin;
    int64_t row, column, batch[MAX_BATCH];
} operand;

static operand make_operand(ln_dtype dtype, int64_t rows, int64_t columns, int rank, const int64_t *shape, bool special)
{
    operand x = { .row = columns, .column = 1 };
    const int64_t size = (int64_t)ln_dtype_size(dtype), kind = (int64_t)draw(8);
    int64_t count = rows * columns, origin = 0;
    if (kind < 3) { /* transposed */
        x.row = 1;
        x.column = rows;
    } else if (kind == 3) { /* neither contiguous */
        x.row = columns * 3;
        x.column = 2;
        count *= 3;
    } else if (kind == 4) { /* rows from last to first */
        x.row = -columns;
        origin = rows > 0 ? (rows - 1) * columns : 0;
    } else if (kind == 5) { /* one row for all */
        x.row = 0;
    }
    int64_t all = count;
    for (int d = rank - 1; d >= 0; d--) {
        x.batch[d] = draw(3) == 0 ? 0 : all;
        all *= x.batch[d] != 0 ? shape[d] : 1;
    }
    x.block = malloc((size_t)(all * size) + 1);
    for (int64_t i = 0; i < all; i++)
        set(dtype, x.block, i, dtype == LN_INT64 ? (double)draw(200) - 100 : (double)draw(1 << 20) / (1 << 19) - 1);
    for (int64_t i = 0; special && i < 3 && all > 0; i++)
        set(dtype, x.block, (int64_t)draw((uint64_t)all), (double[]){ NAN, INFINITY, -INFINITY, 0 }[draw(4)]);
    x.origin = (const char *)x.block + origin * size;
    return x;
}

/* The epilogue: x -> x / 2 - 1 (exact to invert in doubles), and a count of visits per row. */
typedef struct visit {
    ln_gemm g;
    int *visits; /* per element of c, gaps included */
    bool whole;
} visit;

static void epilogue(void *user, int64_t product, int64_t row, int64_t rows, int64_t column, int64_t columns)
{
    visit *v = user;
    if (v->g.whole_rows && (column != 0 || columns != v->g.n))
        v->whole = false;
    for (int64_t i = row; i < row + rows; i++)
        for (int64_t j = column; j < column + columns; j++) {
            int64_t at = product * v->g.c_batch + i * v->g.c_row + j;
            v->visits[at]++;
            set(v->g.dtype, v->g.c, at, get(v->g.dtype, v->g.c, at) * 2 - 1);
        }
}

/* nil or what is wrong with c, where `old` is what it held. */
static const char *verify(const ln_gemm *g, int64_t products, const void *old, const int *visits)
{
    const double unit = g->dtype == LN_FLOAT32 ? 0x1p-24 : g->dtype == LN_FLOAT64 ? 0x1p-53 : 0;
    const double steps = (double)(g->k < 256 ? g->k : 256) + (double)g->k / 32 + 8;
    for (int64_t product = 0; product < products; product++) {
        int64_t a = 0, b = 0, at = product;
        for (int d = g->batch_rank - 1; d >= 0; d--) {
            a += at % g->batch_shape[d] * g->a_batch[d];
            b += at % g->batch_shape[d] * g->b_batch[d];
            at /= g->batch_shape[d];
        }
        for (int64_t i = 0; i < g->m; i++)
            for (int64_t j = 0; j < g->c_row; j++) {
                const int64_t where = product * g->c_batch + i * g->c_row + j;
                const double got = get(g->dtype, g->c, where);
                if (j >= g->n) {
                    if (got != GUARD)
                        return "wrote between rows";
                    continue;
                }
                double sum = 0, size = 0;
                for (int64_t p = 0; p < g->k; p++) {
                    double x = g->alpha * get(g->dtype, g->a, a + i * g->a_row + p * g->a_column) *
                               get(g->dtype, g->b, b + p * g->b_row + j * g->b_column);
                    sum += x;
                    size += fabs(x);
                }
                if (g->accumulate)
                    sum += get(g->dtype, old, where), size += fabs(get(g->dtype, old, where));
                if (g->bias != NULL)
                    sum += get(g->dtype, g->bias, j), size += fabs(get(g->dtype, g->bias, j));
                if (g->epilogue != NULL)
                    sum = sum * 2 - 1, size = size * 2 + 1;
                if (g->epilogue != NULL && visits[where] != 1)
                    return "the epilogue saw an element not once";
                if (isnan(sum) || isinf(sum) ? !(isnan(sum) ? isnan(got) : got == sum)
                                             : !(fabs(got - sum) <= steps * unit * size))
                    return isnan(sum) || isinf(sum) ? "NaN or infinity lost" : "outside the error bound";
            }
    }
    return NULL;
}

static int64_t length(void)
{
    static const int16_t some[] = { 0,  1,  1,  2,  3,  4,  5,  7,  8,  9,   10,  15,  16, 17,
                                    24, 31, 32, 33, 47, 48, 49, 64, 65, 100, 130, 200, 257 };
    return some[draw(sizeof some / sizeof *some)];
}

static ln_gemm random_product(void)
{
    ln_gemm g = { .dtype = (ln_dtype[]){ LN_FLOAT32, LN_FLOAT32, LN_FLOAT64, LN_INT64 }[draw(4)], .alpha = 1 };
    g.m = length();
    g.n = length();
    g.k = length();
    if (draw(40) == 0) /* large enough for several tiles and spans */
        *(int64_t *[]){ &g.m, &g.n, &g.k }[draw(3)] = 4000 + (int64_t)draw(600);
    if (draw(30) == 0) { /* few rows, and enough of k to be cut into parts */
        g.m = 2 + (int64_t)draw(30);
        g.k = 800 + (int64_t)draw(1200);
        g.n = (2 << 20) / (g.m * g.k) + 1 + (int64_t)draw(60);
    }
    if (g.dtype != LN_INT64 && draw(4) == 0)
        g.alpha = 0.75;
    g.accumulate = draw(3) == 0;
    g.whole_rows = draw(2) == 0;
    g.c_row = g.n + (draw(3) == 0 ? (int64_t)draw(5) : 0);
    g.c_batch = g.m * g.c_row;
    return g;
}

static int run_case(int number, uint64_t *all, uint64_t *blocks)
{
    ln_gemm g = random_product();
    int64_t shape[MAX_BATCH] = { 1 + (int64_t)draw(3), draw(9) == 0 ? 17 : 1 + (int64_t)draw(3) };
    g.batch_rank = g.m * g.n * g.k < 400000 ? (int)draw(MAX_BATCH + 1) : 0;
    int64_t products = g.batch_rank == 0 ? 1 : g.batch_rank == 1 ? shape[0] : shape[0] * shape[1];
    const bool special = g.dtype != LN_INT64 && draw(5) == 0;
    operand a = make_operand(g.dtype, g.m, g.k, g.batch_rank, shape, special);
    operand b = make_operand(g.dtype, g.k, g.n, g.batch_rank, shape, special);
    g.a = a.origin, g.a_row = a.row, g.a_column = a.column, g.a_batch = a.batch;
    g.b = b.origin, g.b_row = b.row, g.b_column = b.column, g.b_batch = b.batch;
    g.batch_shape = shape;
    const size_t size = ln_dtype_size(g.dtype), count = (size_t)(products * g.c_batch);
    void *bias = malloc((size_t)g.n * size + 1), *old = malloc(count * size + 1), *first = malloc(count * size + 1);
    int *visits = malloc(count * sizeof *visits + 1);
    for (int64_t j = 0; j < g.n; j++)
        set(g.dtype, bias, j, (double)draw(100));
    for (size_t i = 0; i < count; i++)
        set(g.dtype, old, (int64_t)i,
            (int64_t)i % (g.c_row > 0 ? g.c_row : 1) >= g.n ? GUARD
            : g.accumulate                                  ? (double)draw(9)
                                                            : NAN);
    if (g.dtype != LN_INT64 && draw(3) == 0)
        g.bias = bias;
    const bool with_epilogue = draw(3) == 0;
    const char *wrong = NULL;
    for (int t = 0; t < CONTEXTS && wrong == NULL; t++) {
        void *c = malloc(count * size + 1);
        memcpy(c, old, count * size);
        memset(visits, 0, count * sizeof *visits);
        g.c = c;
        visit v = { .visits = visits, .whole = true };
        g.epilogue = with_epilogue ? epilogue : NULL;
        g.user = &v;
        v.g = g;
        if (ln_gemm_run(&contexts[t], &g) != LN_OK)
            wrong = contexts[t].message;
        else if (!v.whole)
            wrong = "the epilogue got part of a row";
        else if (t == 0)
            wrong = verify(&g, products, old, visits);
        else if (memcmp(c, first, count * size) != 0)
            wrong = "other bits with more threads";
        if (t == 0)
            memcpy(first, c, count * size);
        free(c);
    }
    if (!special) {
        hash(all, first, count * size);
        if (g.m > 8 && g.n > 1)
            hash(blocks, first, count * size);
    }
    if (wrong != NULL)
        printf("case %d: %s: %s %lldx%lldx%lld, a (%lld, %lld), b (%lld, %lld), alpha %g%s%s%s%s, batch %d, %lld products\n",
               number, wrong, ln_dtype_name(g.dtype), (long long)g.m, (long long)g.n, (long long)g.k, (long long)g.a_row,
               (long long)g.a_column, (long long)g.b_row, (long long)g.b_column, g.alpha, g.accumulate ? ", accumulate" : "",
               g.bias ? ", bias" : "", with_epilogue ? ", epilogue" : "", g.whole_rows ? ", whole rows" : "", g.batch_rank,
               (long long)products);
    free(a.block);
    free(b.block);
    free(bias);
    free(old);
    free(first);
    free(visits);
    return wrong != NULL;
}

/* A product that must pack, under a limit that its workspace would break. */
static int check_limit(void)
{
    ln_memory *memory = ln_memory_create(NULL, NULL);
    ln_context ctx;
    ln_context_init(&ctx, memory);
    ctx.threads = 1;
    ln_memory_set_limit(memory, 4096);
    float *x = calloc(512 * 512, sizeof *x), *c = calloc(512 * 512, sizeof *c);
    ln_status status = ln_gemm_run(&ctx, &(ln_gemm){ .dtype = LN_FLOAT32,
                                                     .m = 512,
                                                     .n = 512,
                                                     .k = 512,
                                                     .a = x,
                                                     .a_row = 1,
                                                     .a_column = 512,
                                                     .b = x,
                                                     .b_row = 1,
                                                     .b_column = 512,
                                                     .c = c,
                                                     .c_row = 512,
                                                     .alpha = 1 });
    int wrong =
        status != LN_ERROR_MEMORY || strstr(ctx.message, "a matrix product's workspace") == NULL || ln_memory_live(memory) != 0;
    if (wrong)
        printf("no clean error at the memory limit: %d %s\n", (int)status, ctx.message);
    ln_context_free(&ctx);
    ln_memory_release(memory);
    free(x);
    free(c);
    return wrong;
}

int main(int argc, char **argv)
{
    const int cases = argc > 1 ? atoi(argv[1]) : CASES;
    ln_memory *memory = ln_memory_create(NULL, NULL);
    for (int t = 0; t < CONTEXTS; t++) {
        ln_context_init(&contexts[t], memory);
        contexts[t].threads = thread_counts[t];
    }
    int wrong = check_limit();
    uint64_t all = 14695981039346656037u, blocks = all;
    for (int i = 0; i < cases && wrong < 10; i++)
        wrong += run_case(i, &all, &blocks);
    for (int t = 0; t < CONTEXTS; t++)
        ln_context_free(&contexts[t]);
    if (ln_memory_live(memory) != 0)
        wrong++, printf("%zu bytes left\n", ln_memory_live(memory));
    ln_memory_release(memory);
    printf("%s %s all=%016llx blocks=%016llx\n", wrong == 0 ? "ok" : "wrong", ln_isa_name(ln_cpu_isa()), (unsigned long long)all,
           (unsigned long long)blocks);
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
