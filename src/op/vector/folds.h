/* The folds of blocks.h. Included by loops_*.c once per instruction set, with LEVEL(name) the name for that set. Knows of no
 * tensors.
 *
 * The lanes stand in PARTS vectors of the compiler's own kind, each as wide as a register. */
#include <string.h>

#include "op/blocks.h"

#if defined(__AVX512F__)
enum { WIDTH = 8 };
#elif defined(__AVX__)
enum { WIDTH = 4 };
#else
enum { WIDTH = 2 };
#endif
enum { PARTS = LN_LANES / WIDTH };

typedef double part_f64 __attribute__((vector_size(8 * WIDTH)));
typedef float part_f32 __attribute__((vector_size(4 * WIDTH)));
typedef int64_t part_mask __attribute__((vector_size(8 * WIDTH)));

#define LOAD(to, tag, p)                                                                                                         \
    part_f64 to;                                                                                                                 \
    {                                                                                                                            \
        part_##tag narrow;                                                                                                       \
        memcpy(&narrow, p, sizeof narrow);                                                                                       \
        to = __builtin_convertvector(narrow, part_f64);                                                                          \
    }

#define SELECT(mask, a, b) ((part_f64)(((mask) & (part_mask)(a)) | (~(mask) & (part_mask)(b))))
#define LARGER(m, x) SELECT((x > m) | (x != x), x, m)
#define SMALLER(m, x) SELECT((x < m) | (x != x), x, m)

/* `step` folds x (and y, from `second`) into s; what is missing from the last group is read as `rest`, which changes nothing. */
#define FOLD(name, tag, type, second, parameters, step, rest)                                                                    \
    static void fold_##name##_##tag parameters                                                                                   \
    {                                                                                                                            \
        part_f64 sum[PARTS];                                                                                                     \
        memcpy(sum, lanes, sizeof sum);                                                                                          \
        int64_t i = 0;                                                                                                           \
        for (; i + LN_LANES <= n; i += LN_LANES)                                                                                 \
            for (int k = 0; k < PARTS; k++) {                                                                                    \
                LOAD(x, tag, p + i + k * WIDTH)                                                                                  \
                LOAD(y, tag, second + i + k * WIDTH)                                                                             \
                (void)y;                                                                                                         \
                part_f64 s = sum[k];                                                                                             \
                sum[k] = step;                                                                                                   \
            }                                                                                                                    \
        if (i < n) {                                                                                                             \
            type last[2][LN_LANES];                                                                                              \
            for (int k = 0; k < LN_LANES; k++) {                                                                                 \
                last[0][k] = k < n - i ? p[i + k] : (type)(rest);                                                                \
                last[1][k] = k < n - i ? second[i + k] : (type)(rest);                                                           \
            }                                                                                                                    \
            for (int k = 0; k < PARTS; k++) {                                                                                    \
                LOAD(x, tag, last[0] + k * WIDTH)                                                                                \
                LOAD(y, tag, last[1] + k * WIDTH)                                                                                \
                (void)y;                                                                                                         \
                part_f64 s = sum[k];                                                                                             \
                sum[k] = step;                                                                                                   \
            }                                                                                                                    \
        }                                                                                                                        \
        memcpy(lanes, sum, sizeof sum);                                                                                          \
    }
#define ONE(type) (int64_t n, const type *p, double *lanes)
#define TWO(type) (int64_t n, const type *p, const type *q, double *lanes)
#define BOTH(name, second, parameters, step, rest)                                                                               \
    FOLD(name, f32, float, second, parameters(float), step, rest)                                                                \
    FOLD(name, f64, double, second, parameters(double), step, rest)

BOTH(sum, p, ONE, s + x, -0.0)
BOTH(squares, p, ONE, s + x * x, 0)
BOTH(dot, q, TWO, s + x * y, 0)
BOTH(max, p, ONE, LARGER(s, x), -INFINITY)
BOTH(min, p, ONE, SMALLER(s, x), INFINITY)

/* A row's last group reads beyond its end, into the next row, and drops what is not its own; where there is no next row it is copied. */
#define ROWS(name, tag, type, start, step, rest, joined)                                                                          \
    static void name##_##tag(int64_t rows, int64_t n, const type *p, double *out)                                                \
    {                                                                                                                            \
        const int64_t whole = n / LN_LANES * LN_LANES, left = n - whole;                                                         \
        const int64_t copied = left == 0 ? 0 : (LN_LANES - left + n - 1) / n; /* rows at the end that can't read on */           \
        part_mask own[PARTS];                                                                                                    \
        part_f64 first, other;                                                                                                   \
        for (int k = 0; k < LN_LANES; k++)                                                                                       \
            own[k / WIDTH][k % WIDTH] = k < left ? -1 : 0;                                                                       \
        for (int k = 0; k < WIDTH; k++) {                                                                                        \
            first[k] = start;                                                                                                    \
            other[k] = rest;                                                                                                     \
        }                                                                                                                        \
        for (int64_t r = 0; r < rows; r++, p += n) {                                                                             \
            part_f64 sum[PARTS];                                                                                                 \
            double lanes[LN_LANES];                                                                                              \
            for (int k = 0; k < PARTS; k++)                                                                                      \
                sum[k] = first;                                                                                                  \
            for (int64_t i = 0; i < whole; i += LN_LANES)                                                                        \
                for (int k = 0; k < PARTS; k++) {                                                                                \
                    LOAD(x, tag, p + i + k * WIDTH)                                                                              \
                    part_f64 s = sum[k];                                                                                         \
                    sum[k] = step;                                                                                               \
                }                                                                                                                \
            if (left > 0) {                                                                                                      \
                type copy[LN_LANES];                                                                                             \
                const type *last = p + whole;                                                                                    \
                if (r >= rows - copied) {                                                                                        \
                    for (int k = 0; k < LN_LANES; k++)                                                                           \
                        copy[k] = k < left ? last[k] : 0;                                                                        \
                    last = copy;                                                                                                 \
                }                                                                                                                \
                for (int k = 0; k < PARTS; k++) {                                                                                \
                    LOAD(y, tag, last + k * WIDTH)                                                                               \
                    part_f64 s = sum[k], x = SELECT(own[k], y, other);                                                           \
                    sum[k] = step;                                                                                               \
                }                                                                                                                \
            }                                                                                                                    \
            memcpy(lanes, sum, sizeof lanes);                                                                                    \
            out[r] = joined(lanes);                                                                                              \
        }                                                                                                                        \
    }
#define BOTH_ROWS(name, start, step, rest, joined)                                                                               \
    ROWS(name, f32, float, start, step, rest, joined) ROWS(name, f64, double, start, step, rest, joined)

BOTH_ROWS(row_sums, 0, s + x, -0.0, ln_lanes_sum)
BOTH_ROWS(row_maxima, -INFINITY, LARGER(s, x), -INFINITY, ln_lanes_max)
BOTH_ROWS(row_minima, INFINITY, SMALLER(s, x), INFINITY, ln_lanes_min)

const ln_blocks LEVEL(ln_blocks) = {
    fold_sum_f32, fold_sum_f64, fold_squares_f32, fold_squares_f64, fold_dot_f32,
    fold_dot_f64, fold_max_f32, fold_max_f64,     fold_min_f32,     fold_min_f64,
    row_sums_f32, row_sums_f64, row_maxima_f32, row_maxima_f64, row_minima_f32, row_minima_f64,
};
