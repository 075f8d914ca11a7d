/* Matrix products measured: our kernels against the libraries that this machine has (OpenBLAS, oneDNN, LIBXSMM, found by dlopen,
 * none needed), one thread each, and ours with all threads; with the share of the machine's peak, measured in the same run by
 * multiply-adds in registers. Interleaved, best of several. Usage: bench_gemm [rounds]. */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "op/gemm.h"
#include "op/gemm_kernels.h"

typedef struct shape {
    const char *what;
    int64_t m, n, k;
    bool ta, tb;
} shape;

static const shape shapes[] = {
    { "tiny dense", 16, 16, 4, false, false },
    { "tiny dW", 4, 16, 16, true, false },
    { "tiny output", 16, 1, 16, false, false },
    { "batch 32 forward", 32, 128, 784, false, false },
    { "batch 32 dW = X^T dY", 784, 128, 32, true, false },
    { "batch 32 dX = dY W^T", 32, 784, 128, false, true },
    { "batch 32 output", 32, 10, 128, false, false },
    { "batch 32 output dW", 128, 10, 32, true, false },
    { "batch 32 output dX", 32, 128, 10, false, true },
    { "one sample", 1, 128, 784, false, false },
    { "one sample output", 1, 10, 128, false, false },
    { "one sample dX", 1, 784, 128, false, true },
    { "one sample, large", 1, 4096, 4096, false, false },
    { "batch 128", 128, 128, 784, false, false },
    { "batch 1024 forward", 1024, 128, 784, false, false },
    { "batch 1024 dW", 784, 128, 1024, true, false },
    { "batch 1024 dX", 1024, 784, 128, false, true },
    { "batch 1024 output", 1024, 10, 128, false, false },
    { "batch 1024 output dW", 128, 10, 1024, true, false },
    { "square", 1024, 1024, 1024, false, false },
    { "square, both transposed", 1024, 1024, 1024, true, true },
    { "classes", 4096, 1000, 256, false, false },
    { "classes dW", 256, 1000, 4096, true, false },
};

/* c = a b, row-major, in one thread. */
typedef void (*product_fn)(const shape *s, const float *a, const float *b, float *c);

static ln_context serial, threaded;

static void ours_with(ln_context *ctx, const shape *s, const float *a, const float *b, float *c)
{
    ln_gemm g = { .dtype = LN_FLOAT32,
                  .m = s->m,
                  .n = s->n,
                  .k = s->k,
                  .a = a,
                  .a_row = s->ta ? 1 : s->k,
                  .a_column = s->ta ? s->m : 1,
                  .b = b,
                  .b_row = s->tb ? 1 : s->n,
                  .b_column = s->tb ? s->k : 1,
                  .c = c,
                  .c_row = s->n,
                  .alpha = 1 };
    if (ln_gemm_run(ctx, &g) != LN_OK)
        fprintf(stderr, "%s\n", ctx->message);
}

static void ours(const shape *s, const float *a, const float *b, float *c)
{
    ours_with(&serial, s, a, b, c);
}

static void ours_threaded(const shape *s, const float *a, const float *b, float *c)
{
    ours_with(&threaded, s, a, b, c);
}

/* The libraries ------------------------------------------------------------------------------------------------------ */

static void (*cblas)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
static int (*dnnl)(char, char, int64_t, int64_t, int64_t, float, const float *, int64_t, const float *, int64_t, float, float *,
                   int64_t);
static void (*xsmm)(const char *, const char *, const int *, const int *, const int *, const float *, const float *, const int *,
                    const float *, const int *, const float *, float *, const int *);

static void with_cblas(const shape *s, const float *a, const float *b, float *c)
{
    enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };
    cblas(ROW_MAJOR, s->ta ? TRANSPOSED : PLAIN, s->tb ? TRANSPOSED : PLAIN, (int)s->m, (int)s->n, (int)s->k, 1, a,
          (int)(s->ta ? s->m : s->k), b, (int)(s->tb ? s->k : s->n), 0, c, (int)s->n);
}

static void with_dnnl(const shape *s, const float *a, const float *b, float *c)
{
    dnnl(s->ta ? 'T' : 'N', s->tb ? 'T' : 'N', s->m, s->n, s->k, 1, a, s->ta ? s->m : s->k, b, s->tb ? s->k : s->n, 0, c, s->n);
}

/* Column-major: c^T = b^T a^T. */
static void with_xsmm(const shape *s, const float *a, const float *b, float *c)
{
    const int m = (int)s->m, n = (int)s->n, k = (int)s->k, lda = s->ta ? m : k, ldb = s->tb ? k : n;
    const float one = 1, zero = 0;
    xsmm(s->tb ? "T" : "N", s->ta ? "T" : "N", &n, &m, &k, &one, b, &ldb, a, &lda, &zero, c, &n);
}

static void *symbol_of(const char *library, const char *name)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    return handle != NULL ? dlsym(handle, name) : NULL;
}

/* Measuring ----------------------------------------------------------------------------------------------------------- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double time_of(product_fn f, const shape *s, const float *a, const float *b, float *c, int repeats)
{
    double start = seconds();
    for (int i = 0; i < repeats; i++)
        f(s, a, b, c);
    return (seconds() - start) / repeats;
}

/* GFLOP/s of one core: our largest kernel on operands that stay in L1. */
static double peak(void)
{
    ln_isa isa = ln_cpu_isa();
    const ln_gemm_kernels *x = &ln_gemm_base_f32;
#ifdef LN_HAVE_X86_64_LEVELS
    x = isa >= LN_ISA_V4 ? &ln_gemm_v4_f32 : isa >= LN_ISA_V3 ? &ln_gemm_v3_f32 : x;
#else
    (void)isa;
#endif
    enum { K = 64 };
    static float a[K * LN_GEMM_MAX_ROWS], b[K * 64], c[LN_GEMM_MAX_ROWS * 64];
    const int vectors = x->widest[2];
    ln_gemm_block block = {
        .k = K, .a = a, .a_row = 1, .a_column = x->rows, .b = b, .b_row = vectors * x->lanes, .c = c, .c_row = 64, .alpha = 1
    };
    double best = 1;
    for (int i = 0; i < 50; i++) {
        double start = seconds();
        for (int r = 0; r < 2000; r++)
            x->block[x->rows][vectors](&block);
        best = fmin(best, (seconds() - start) / 2000);
    }
    return 2.0 * K * x->rows * vectors * x->lanes / best * 1e-9;
}

static float *fill(int64_t count, unsigned seed)
{
    float *out = aligned_alloc(64, ((size_t)count * sizeof *out + 127) / 64 * 64);
    for (int64_t i = 0; out != NULL && i < count; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (float)(seed >> 8) / (1 << 23) - 1;
    }
    return out;
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 7;
    ln_memory *memory = ln_memory_create(NULL, NULL);
    ln_context_init(&serial, memory);
    serial.threads = 1;
    ln_context_init(&threaded, memory);
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    setenv("OMP_NUM_THREADS", "1", 0);
    *(void **)&cblas = symbol_of("libopenblas.so.0", "cblas_sgemm");
    *(void **)&dnnl = symbol_of("libdnnl.so.2", "dnnl_sgemm");
    *(void **)&xsmm = symbol_of("libxsmm.so.1", "libxsmm_sgemm");
    struct {
        const char *name;
        product_fn f;
        double best;
    } paths[] = { { "ours", ours, 0 },
                  { "OpenBLAS", cblas != NULL ? with_cblas : NULL, 0 },
                  { "oneDNN", dnnl != NULL ? with_dnnl : NULL, 0 },
                  { "LIBXSMM", xsmm != NULL ? with_xsmm : NULL, 0 },
                  { "threaded", ours_threaded, 0 } };
    enum { PATHS = sizeof paths / sizeof *paths };
    const double limit = peak();
    printf("%s; %d threads; peak of one core %.1f GFLOP/s\n", ln_gemm_description(), ln_parallel_width(&threaded), limit);
    printf("GFLOP/s, best of %d\n%-24s %-16s", rounds, "", "m x n x k");
    for (int p = 0; p < PATHS; p++)
        printf(" %9s", paths[p].f != NULL ? paths[p].name : "");
    printf("  of peak  us\n");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const shape *s = &shapes[i];
        float *a = fill(s->m * s->k, 1), *b = fill(s->k * s->n, 2), *c = fill(s->m * s->n, 3), *check = fill(s->m * s->n, 4);
        const double flop = 2.0 * (double)s->m * (double)s->n * (double)s->k;
        const int repeats = (int)fmax(1, fmin(20000, 2e8 / (flop + 2000)));
        ours(s, a, b, check);
        for (int p = 0; p < PATHS; p++) {
            paths[p].best = 1e9;
            if (paths[p].f == NULL)
                continue;
            paths[p].f(s, a, b, c);
            for (int64_t e = 0; e < s->m * s->n; e++)
                if (!(fabsf(c[e] - check[e]) <= 1e-4f * sqrtf((float)s->k)))
                    return fprintf(stderr, "%s differs from ours on %s\n", paths[p].name, s->what), 1;
        }
        for (int round = 0; round < rounds; round++)
            for (int p = 0; p < PATHS; p++)
                if (paths[p].f != NULL)
                    paths[p].best = fmin(paths[p].best, time_of(paths[p].f, s, a, b, c, repeats));
        char size[32];
        snprintf(size, sizeof size, "%lldx%lldx%lld", (long long)s->m, (long long)s->n, (long long)s->k);
        printf("%-24s %-16s", s->what, size);
        for (int p = 0; p < PATHS; p++)
            paths[p].f != NULL ? printf(" %9.1f", flop / paths[p].best * 1e-9) : printf(" %9s", "");
        printf(" %7.0f%%  %.2f\n", 100 * flop / paths[0].best * 1e-9 / limit, paths[0].best * 1e6);
        fflush(stdout);
        free(a);
        free(b);
        free(c);
        free(check);
    }
    ln_context_free(&serial);
    ln_context_free(&threaded);
    ln_memory_release(memory);
    return 0;
}
