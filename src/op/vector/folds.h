/* The folds of blocks.h. Included by loops_*.c once per instruction set, with LEVEL(name) the name for that set. Knows of no
 * tensors.
 *
 * The lanes stand in PARTS vectors of the compiler's own kind, each as wide as a register. */
#include <math.h>
#include <stdbool.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/vector.h"
#include "op/blocks.h"

#if defined(__AVX512F__)
enum { WIDTH = 8 };
#elif defined(__AVX__)
enum { WIDTH = 4 };
#else
enum { WIDTH = 2 };
#endif
enum { PARTS = LN_LANES / WIDTH };

#if defined(__clang__)
#define LN_UNROLLED _Pragma("unroll")
#else
#define LN_UNROLLED _Pragma("GCC unroll 16")
#endif

typedef double part_f64 __attribute__((vector_size(8 * WIDTH)));
typedef float part_f32 __attribute__((vector_size(4 * WIDTH)));
typedef int64_t part_mask __attribute__((vector_size(8 * WIDTH)));

typedef double pair_f64 __attribute__((vector_size(16)));
typedef float pair_f32 __attribute__((vector_size(8)));

/* GCC 12 would convert pairs one by one, the others in two halves. */
#if defined(__x86_64__)
#define PAIR_f32(x) ((pair_f64)_mm_cvtps_pd((__m128)_mm_cvtsi64_si128((int64_t)(x))))
#else
#define PAIR_f32(x) __builtin_convertvector(x, pair_f64)
#endif
#define PAIR_f64(x) (x)
#if defined(__AVX512F__)
#define WIDE_f32(x) ((part_f64)_mm512_cvtps_pd((__m256)(x)))
#elif defined(__AVX__)
#define WIDE_f32(x) ((part_f64)_mm256_cvtps_pd((__m128)(x)))
#else
#define WIDE_f32(x) PAIR_f32(x)
#endif
#define WIDE_f64(x) (x)

#define LOAD(to, tag, p)                                                                                                         \
    part_f64 to;                                                                                                                 \
    {                                                                                                                            \
        part_##tag narrow;                                                                                                       \
        memcpy(&narrow, p, sizeof narrow);                                                                                       \
        to = WIDE_##tag(narrow);                                                                                                 \
    }

#define SELECT(mask, a, b) ((part_f64)(((mask) & (part_mask)(a)) | (~(mask) & (part_mask)(b))))
#define LARGER(m, x) SELECT((x > m) | (x != x), x, m)
#define SMALLER(m, x) SELECT((x < m) | (x != x), x, m)

static inline void ask(ptrdiff_t ahead, const void *at, int64_t bytes)
{
    for (int64_t i = 0; ahead != 0 && i < bytes; i += 64)
        __builtin_prefetch((const void *)((uintptr_t)at + (uintptr_t)ahead + (uintptr_t)i));
}

/* The same for row r, of many one behind the other: the short ones are asked for eight at a time. */
static inline void ask_row(ptrdiff_t ahead, int64_t r, const void *at, int64_t bytes)
{
    if (bytes >= 128)
        ask(ahead, at, bytes);
    else if (r % 8 == 0)
        ask(ahead, at, 8 * bytes);
}

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
FOLD(max, f64, double, p, ONE(double), LARGER(s, x), -INFINITY)
FOLD(min, f64, double, p, ONE(double), SMALLER(s, x), INFINITY)

/* Extremes of float32 are exact in any order: FLOATS elements are compared at a time, and a nan among them is remembered. */
enum { FLOATS = 8 };
typedef float lanes_f32 __attribute__((vector_size(4 * FLOATS)));
typedef int32_t lanes_mask __attribute__((vector_size(4 * FLOATS)));

/* Element by element the extreme of x and m; m where x is nan. */
#if defined(__AVX__)
#define MAX_LANES(x, m) __builtin_ia32_maxps256(x, m)
#define MIN_LANES(x, m) __builtin_ia32_minps256(x, m)
#define NAN_LANES(x) ((lanes_mask)_mm256_cmp_ps(x, x, _CMP_UNORD_Q)) /* not a mask of AVX-512, which costs more */
#define ANY_LANE(mask) (__builtin_ia32_movmskps256((lanes_f32)(mask)) != 0)
#else
#define CHOOSE(mask, a, b) ((lanes_f32)(((mask) & (lanes_mask)(a)) | (~(mask) & (lanes_mask)(b))))
#define MAX_LANES(x, m) CHOOSE((x) > (m), x, m)
#define MIN_LANES(x, m) CHOOSE((x) < (m), x, m)
#define NAN_LANES(x) ((x) != (x))
static inline int any_lane(const lanes_mask *mask)
{
    int32_t any = 0;
    for (int k = 0; k < FLOATS; k++)
        any |= (*mask)[k];
    return any != 0;
}
#define ANY_LANE(mask) any_lane(&(mask))
#endif

/* The extreme of all lanes in each of them. */
#define ALL_LANES(m, better)                                                                                                     \
    {                                                                                                                            \
        m = better(__builtin_shuffle(m, (lanes_mask){ 4, 5, 6, 7, 0, 1, 2, 3 }), m);                                             \
        m = better(__builtin_shuffle(m, (lanes_mask){ 2, 3, 0, 1, 6, 7, 4, 5 }), m);                                             \
        m = better(__builtin_shuffle(m, (lanes_mask){ 1, 0, 3, 2, 5, 4, 7, 6 }), m);                                             \
    }

/* `rest` stands for what is missing from the last group. The extreme of n elements as a double; nan when one is. */
#define EXTREME(name, better, rest, joined)                                                                                      \
    static inline double name##_of(int64_t n, const float *p)                                                                    \
    {                                                                                                                            \
        lanes_f32 m[4], x, start;                                                                                                \
        lanes_mask bad = { 0 };                                                                                                  \
        int64_t i = 0;                                                                                                           \
        for (int k = 0; k < FLOATS; k++)                                                                                         \
            start[k] = rest;                                                                                                     \
        for (int k = 0; k < 4; k++)                                                                                              \
            m[k] = start;                                                                                                        \
        for (; i + 4 * FLOATS <= n; i += 4 * FLOATS)                                                                             \
            for (int k = 0; k < 4; k++) {                                                                                        \
                memcpy(&x, p + i + k * FLOATS, sizeof x);                                                                        \
                m[k] = better(x, m[k]);                                                                                          \
                bad |= NAN_LANES(x);                                                                                             \
            }                                                                                                                    \
        for (; i < n; i += FLOATS) {                                                                                             \
            if (n - i >= FLOATS) {                                                                                               \
                memcpy(&x, p + i, sizeof x);                                                                                     \
            } else {                                                                                                             \
                x = start;                                                                                                       \
                for (int k = 0; k < n - i; k++)                                                                                  \
                    x[k] = p[i + k];                                                                                             \
            }                                                                                                                    \
            m[0] = better(x, m[0]);                                                                                              \
            bad |= NAN_LANES(x);                                                                                                 \
        }                                                                                                                        \
        if (ANY_LANE(bad))                                                                                                       \
            return NAN;                                                                                                          \
        m[0] = better(m[1], m[0]);                                                                                               \
        m[2] = better(m[3], m[2]);                                                                                               \
        m[0] = better(m[2], m[0]);                                                                                               \
        ALL_LANES(m[0], better)                                                                                                  \
        return (double)m[0][0] + 0.0; /* a zero is +0 */                                                                         \
    }                                                                                                                            \
    static void fold_##name##_f32(int64_t n, const float *p, double *lanes)                                                      \
    {                                                                                                                            \
        double both[LN_LANES];                                                                                                   \
        ln_lanes_fill(both, rest);                                                                                               \
        both[0] = lanes[0];                                                                                                      \
        both[1] = name##_of(n, p);                                                                                               \
        lanes[0] = joined(both);                                                                                                 \
    }
EXTREME(max, MAX_LANES, -INFINITY, ln_lanes_max)
EXTREME(min, MIN_LANES, INFINITY, ln_lanes_min)

/* A row's last group reads beyond its end, into the next row, and drops what is not its own; where there is no next row it is copied.
 * The first rows go by `several`, which gives how many it did. */
#define ROWS(name, tag, type, start, step, rest, joined, several)                                                                \
    /* One row's lanes: its whole groups at p, then `left` elements at `last`. */                                                \
    static inline void name##_lanes_##tag(int64_t whole, int64_t left, const type *p, const type *last, const part_mask *own,    \
                                          part_f64 *sum)                                                                         \
    {                                                                                                                            \
        part_f64 first, other;                                                                                                   \
        for (int k = 0; k < WIDTH; k++) {                                                                                        \
            first[k] = start;                                                                                                    \
            other[k] = rest;                                                                                                     \
        }                                                                                                                        \
        for (int k = 0; k < PARTS; k++)                                                                                          \
            sum[k] = first;                                                                                                      \
        for (int64_t i = 0; i < whole; i += LN_LANES)                                                                            \
            for (int k = 0; k < PARTS; k++) {                                                                                    \
                LOAD(x, tag, p + i + k * WIDTH)                                                                                  \
                part_f64 s = sum[k];                                                                                             \
                sum[k] = step;                                                                                                   \
            }                                                                                                                    \
        for (int k = 0; k < PARTS && k * WIDTH < left; k++) {                                                                    \
            LOAD(y, tag, last + k * WIDTH)                                                                                       \
            part_f64 s = sum[k], x = SELECT(own[k], y, other);                                                                   \
            sum[k] = step;                                                                                                       \
        }                                                                                                                        \
    }                                                                                                                            \
    static void name##_##tag(int64_t rows, int64_t n, const type *p, ptrdiff_t ahead, double *out)                               \
    {                                                                                                                            \
        const int64_t whole = n / LN_LANES * LN_LANES, left = n - whole;                                                         \
        const int64_t copied = left == 0 ? 0 : (LN_LANES - left + n - 1) / n; /* rows at the end that can't read on */           \
        part_mask own[PARTS];                                                                                                    \
        for (int k = 0; k < LN_LANES; k++)                                                                                       \
            own[k / WIDTH][k % WIDTH] = k < left ? -1 : 0;                                                                       \
        int64_t r = several(name, tag);                                                                                          \
        for (p += r * n; r < rows; r++, p += n) {                                                                                \
            part_f64 sum[PARTS];                                                                                                 \
            double lanes[LN_LANES];                                                                                              \
            type copy[LN_LANES];                                                                                                 \
            const type *last = p + whole;                                                                                        \
            ask_row(ahead, r, p, n *(int64_t)sizeof *p);                                                                         \
            if (left > 0 && r >= rows - copied) {                                                                                \
                for (int k = 0; k < LN_LANES; k++)                                                                               \
                    copy[k] = k < left ? last[k] : 0;                                                                            \
                last = copy;                                                                                                     \
            }                                                                                                                    \
            name##_lanes_##tag(whole, left, p, last, own, sum);                                                                  \
            memcpy(lanes, sum, sizeof lanes);                                                                                    \
            out[r] = joined(lanes);                                                                                              \
        }                                                                                                                        \
    }

/* Four rows' lanes are joined at once, in the order of ln_lanes_sum. */
typedef double four_f64 __attribute__((vector_size(32)));
typedef int64_t four_places __attribute__((vector_size(32)));
#if defined(__AVX512F__)
#define UPPER_PLUS_LOWER(to, sum)                                                                                                \
    const part_f64 to##_sum = sum[0] + sum[1];                                                                                   \
    four_f64 to =                                                                                                                \
        __builtin_shufflevector(to##_sum, to##_sum, 0, 1, 2, 3) + __builtin_shufflevector(to##_sum, to##_sum, 4, 5, 6, 7);
#elif defined(__AVX__)
#define UPPER_PLUS_LOWER(to, sum) four_f64 to = (sum[0] + sum[2]) + (sum[1] + sum[3]);
#else
#define UPPER_PLUS_LOWER(to, sum)                                                                                                \
    const part_f64 to##_sums[] = { (sum[0] + sum[4]) + (sum[2] + sum[6]), (sum[1] + sum[5]) + (sum[3] + sum[7]) };               \
    four_f64 to;                                                                                                                 \
    memcpy(&to, to##_sums, sizeof to);
#endif
#define ROW_OF_FOUR(name, tag, to, row)                                                                                          \
    part_f64 to##_lanes[PARTS];                                                                                                  \
    name##_lanes_##tag(whole, left, p + (row)*n, p + (row)*n + whole, own, to##_lanes);                                          \
    UPPER_PLUS_LOWER(to, to##_lanes)
/* A row of one group that is not whole, of which `parts` vectors hold something. What a row lacks is read as +0, and so a zero is +0. */
#define SHORT_ROW_OF_FOUR(name, tag, to, row)                                                                                    \
    part_f64 to##_lanes[PARTS];                                                                                                  \
    for (int k = 0; k < PARTS; k++) {                                                                                            \
        to##_lanes[k] = (part_f64){ 0 };                                                                                         \
        if (k < parts) {                                                                                                         \
            LOAD(x, tag, p + (row)*n + k * WIDTH)                                                                                \
            to##_lanes[k] = (part_f64)(own[k] & (part_mask)x);                                                                   \
        }                                                                                                                        \
    }                                                                                                                            \
    UPPER_PLUS_LOWER(to, to##_lanes)
/* `row` makes one of four rows a vector of four lanes. */
#define JOIN_FOUR(name, tag, row)                                                                                                \
    for (; r + 4 <= rows - copied; r += 4) {                                                                                     \
        const four_places even = { 0, 4, 2, 6 }, odd = { 1, 5, 3, 7 }, front = { 0, 1, 4, 5 }, back = { 2, 3, 6, 7 };            \
        ask(ahead, p + r * n, 4 * n * (int64_t)sizeof *p);                                                                       \
        row(name, tag, a, r);                                                                                                    \
        row(name, tag, b, r + 1);                                                                                                \
        row(name, tag, c, r + 2);                                                                                                \
        row(name, tag, d, r + 3);                                                                                                \
        a = __builtin_shuffle(a, b, even) + __builtin_shuffle(a, b, odd);                                                        \
        c = __builtin_shuffle(c, d, even) + __builtin_shuffle(c, d, odd);                                                        \
        a = __builtin_shuffle(a, c, front) + __builtin_shuffle(a, c, back);                                                      \
        memcpy(out + r, &a, sizeof a);                                                                                           \
    }
#define SHORT_ROWS(tag, type)                                                                                                    \
    static inline int64_t short_rows_##tag(int parts, int64_t rows, int64_t copied, int64_t n, const type *p,                    \
                                           const part_mask *own, ptrdiff_t ahead, double *out)                                   \
    {                                                                                                                            \
        int64_t r = 0;                                                                                                           \
        JOIN_FOUR(, tag, SHORT_ROW_OF_FOUR)                                                                                      \
        return r;                                                                                                                \
    }                                                                                                                            \
    static inline int64_t short_sums_##tag(int64_t rows, int64_t copied, int64_t n, const type *p, const part_mask *own,         \
                                           ptrdiff_t ahead, double *out)                                                         \
    {                                                                                                                            \
        return n <= WIDTH       ? short_rows_##tag(1, rows, copied, n, p, own, ahead, out)                                       \
               : n <= 2 * WIDTH ? short_rows_##tag(2, rows, copied, n, p, own, ahead, out)                                       \
               : n <= 3 * WIDTH ? short_rows_##tag(3, rows, copied, n, p, own, ahead, out)                                       \
                                : short_rows_##tag(PARTS, rows, copied, n, p, own, ahead, out);                                  \
    }
#if defined(__AVX__)
/* Rows of less than LN_LANES float32, four at a time, whose length the compiler knows. A row's elements are widened as they are read, and none beyond
 * its end is. Vectors are of four lanes with AVX-512 too, where three ports take them and two those of eight. */
static inline __m256d widened(int64_t count, const float *p)
{
    if (count >= 4)
        return _mm256_cvtps_pd(_mm_loadu_ps(p));
    if (count == 3)
        return _mm256_cvtps_pd(_mm_maskload_ps(p, _mm_setr_epi32(-1, -1, -1, 0)));
    if (count == 1)
        return _mm256_zextpd128_pd256(_mm_set_sd((double)*p));
    return _mm256_zextpd128_pd256(_mm_cvtps_pd((__m128)_mm_loadl_epi64((const __m128i *)(const void *)p)));
}

/* The lanes of one row, joined to four. What it lacks is +0. */
static inline __m256d four_lanes(int64_t n, const float *p)
{
    __m256d a = widened(n, p);
    if (n > 8)
        a = _mm256_add_pd(a, widened(n - 8, p + 8));
    if (n <= 4)
        return a;
    __m256d b = widened(n - 4, p + 4);
    if (n > 12)
        b = _mm256_add_pd(b, widened(n - 12, p + 12));
    return _mm256_add_pd(a, b);
}

/* The sums of the rows at p, q, r and s; a zero is +0. Two vectors are merged by one blend and one shuffle, which keeps the port of shuffles free. */
static inline __m256d four_sums(int64_t n, const float *p, const float *q, const float *r, const float *s)
{
    const __m256d a = four_lanes(n, p), b = four_lanes(n, q), c = four_lanes(n, r), d = four_lanes(n, s);
    const __m256d ab = _mm256_add_pd(_mm256_blend_pd(a, b, 10), _mm256_shuffle_pd(a, b, 5));
    const __m256d cd = _mm256_add_pd(_mm256_blend_pd(c, d, 10), _mm256_shuffle_pd(c, d, 5));
    const __m256d sums = _mm256_add_pd(_mm256_blend_pd(ab, cd, 12), _mm256_permute2f128_pd(ab, cd, 0x21));
    return _mm256_add_pd(sums, _mm256_setzero_pd());
}

static inline int64_t known_rows(int64_t n, int64_t rows, const float *p, ptrdiff_t ahead, double *out)
{
    int64_t r = 0;
    for (; r + 8 <= rows; r += 8, p += 8 * n) {
        ask(ahead, p, 8 * n * (int64_t)sizeof *p);
        _mm256_storeu_pd(out + r, four_sums(n, p, p + n, p + 2 * n, p + 3 * n));
        _mm256_storeu_pd(out + r + 4, four_sums(n, p + 4 * n, p + 5 * n, p + 6 * n, p + 7 * n));
    }
    for (; r < rows; r += 4, p += 4 * n) {
        const int64_t left = rows - r < 4 ? rows - r : 4;
        const __m256d sums = four_sums(n, p, left > 1 ? p + n : p, left > 2 ? p + 2 * n : p, left > 3 ? p + 3 * n : p);
        memcpy(out + r, &sums, (size_t)left * sizeof *out);
    }
    return rows;
}

static inline int64_t short_sums_f32(int64_t rows, int64_t copied, int64_t n, const float *p, const part_mask *own,
                                     ptrdiff_t ahead, double *out)
{
    (void)copied, (void)own;
#define KNOWN(n)                                                                                                                 \
    case n:                                                                                                                      \
        return known_rows(n, rows, p, ahead, out);
    switch (n) {
        KNOWN(1)
        KNOWN(2)
        KNOWN(3)
        KNOWN(4)
        KNOWN(5)
        KNOWN(6)
        KNOWN(7)
        KNOWN(8)
        KNOWN(9)
        KNOWN(10)
        KNOWN(11)
        KNOWN(12)
        KNOWN(13)
        KNOWN(14)
        KNOWN(15)
    }
#undef KNOWN
    return 0;
}
#else
SHORT_ROWS(f32, float)
#endif
SHORT_ROWS(f64, double)

#if defined(__AVX512F__)
/* (a0 + a4, a1 + a5, a2 + a6, a3 + a7, the same of b) */
static inline __m512d join_halves(__m512d a, __m512d b)
{
    return _mm512_add_pd(_mm512_shuffle_f64x2(a, b, 0x44), _mm512_shuffle_f64x2(a, b, 0xee));
}

/* The first rows, if they are long, two at a time: one's additions are done while the other's are waited for. */
enum { LONG_SUM = 256 };
static inline int64_t long_sums_f32(int64_t rows, int64_t n, const float *p, double *out)
{
    const int64_t whole = n / LN_LANES * LN_LANES, left = n - whole;
    const __mmask8 low = (__mmask8)(left >= 8 ? 255 : (1 << left) - 1), high = (__mmask8)(left > 8 ? (1 << (left - 8)) - 1 : 0);
    int64_t r = 0;
    for (; n >= LONG_SUM && r + 2 <= rows; r += 2, p += 2 * n) {
        __m512d a0 = _mm512_setzero_pd(), a1 = a0, b0 = a0, b1 = a0;
        const float *q = p + n;
        for (int64_t i = 0; i < whole; i += LN_LANES) {
            a0 = _mm512_add_pd(a0, _mm512_cvtps_pd(_mm256_loadu_ps(p + i)));
            a1 = _mm512_add_pd(a1, _mm512_cvtps_pd(_mm256_loadu_ps(p + i + 8)));
            b0 = _mm512_add_pd(b0, _mm512_cvtps_pd(_mm256_loadu_ps(q + i)));
            b1 = _mm512_add_pd(b1, _mm512_cvtps_pd(_mm256_loadu_ps(q + i + 8)));
        }
        a0 = _mm512_mask_add_pd(a0, low, a0, _mm512_cvtps_pd(_mm256_maskz_loadu_ps(low, p + whole)));
        a1 = _mm512_mask_add_pd(a1, high, a1, _mm512_cvtps_pd(_mm256_maskz_loadu_ps(high, p + whole + 8)));
        b0 = _mm512_mask_add_pd(b0, low, b0, _mm512_cvtps_pd(_mm256_maskz_loadu_ps(low, q + whole)));
        b1 = _mm512_mask_add_pd(b1, high, b1, _mm512_cvtps_pd(_mm256_maskz_loadu_ps(high, q + whole + 8)));
        const __m512d four = join_halves(_mm512_add_pd(a0, a1), _mm512_add_pd(b0, b1));
        const __m512d two = _mm512_add_pd(four, _mm512_permute_pd(four, 0x55)),
                      one = _mm512_add_pd(two, _mm512_permutex_pd(two, 0x4e));
        out[r] = _mm512_cvtsd_f64(one);
        out[r + 1] = _mm_cvtsd_f64(_mm512_extractf64x2_pd(one, 2));
    }
    return r;
}
#else
#define long_sums_f32(rows, n, p, out) 0
#endif
#define long_sums_f64(rows, n, p, out) 0
#define FOUR_SUMS(name, tag)                                                                                                     \
    whole > 0 ? long_sums_##tag(rows, n, p, out) : short_sums_##tag(rows, copied, n, p, own, ahead, out);                        \
    JOIN_FOUR(name, tag, ROW_OF_FOUR)
#define NO_ROWS(name, tag) 0

ROWS(row_sums, f32, float, 0, s + x, -0.0, ln_lanes_sum, FOUR_SUMS)
ROWS(row_sums, f64, double, 0, s + x, -0.0, ln_lanes_sum, FOUR_SUMS)
ROWS(row_maxima, f64, double, -INFINITY, LARGER(s, x), -INFINITY, ln_lanes_max, NO_ROWS)
ROWS(row_minima, f64, double, INFINITY, SMALLER(s, x), INFINITY, ln_lanes_min, NO_ROWS)

#if defined(__AVX512F__)
/* Rows of up to SHORT_EXTREME float32, sixteen at a time, in registers of four quarters: first quarters are compared with each other, until each is
 * all that is left of one row, then the elements of the quarters. Rows are read in order, which the CPU foresees. Those from `left` on are none. */
enum { SHORT_EXTREME = 16 };
#define SHORT_EXTREMES(name, better, rest, of)                                                                                   \
    static inline __m512 name##_halves(__m512 a, __m512 b)                                                                       \
    {                                                                                                                            \
        return better(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));                                       \
    }                                                                                                                            \
    static inline __m512 name##_sixteen(int64_t left, int64_t n, const float *p, __mmask16 *bad)                                 \
    {                                                                                                                            \
        const __mmask16 own = (__mmask16)((1 << n) - 1);                                                                         \
        __m512 quarters[4], x[4];                                                                                                \
        for (int q = 0; q < 4; q++) {                                                                                            \
            for (int k = 0; k < 4; k++) {                                                                                        \
                const int64_t row = 4 * q + k;                                                                                   \
                x[k] = _mm512_mask_loadu_ps(_mm512_set1_ps(rest), row < left ? own : 0, p + (row < left ? row * n : 0));         \
            }                                                                                                                    \
            *bad |= _mm512_cmp_ps_mask(x[0], x[1], _CMP_UNORD_Q) | _mm512_cmp_ps_mask(x[2], x[3], _CMP_UNORD_Q);                 \
            const __m512 a = name##_halves(x[0], x[1]), b = name##_halves(x[2], x[3]);                                           \
            quarters[q] = better(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));                            \
        }                                                                                                                        \
        const __m512 a = better(_mm512_unpacklo_ps(quarters[0], quarters[1]), _mm512_unpackhi_ps(quarters[0], quarters[1]));     \
        const __m512 b = better(_mm512_unpacklo_ps(quarters[2], quarters[3]), _mm512_unpackhi_ps(quarters[2], quarters[3]));     \
        const __m512 all = (__m512)better((__m512)_mm512_unpacklo_pd((__m512d)a, (__m512d)b),                                    \
                                          (__m512)_mm512_unpackhi_pd((__m512d)a, (__m512d)b));                                   \
        return _mm512_permutexvar_ps(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), all);              \
    }                                                                                                                            \
    static void short_##name(int64_t rows, int64_t n, const float *p, ptrdiff_t ahead, double *out)                              \
    {                                                                                                                            \
        for (; rows > 0; rows -= 16, p += 16 * n, out += 16) {                                                                   \
            __mmask16 bad = 0;                                                                                                   \
            ask(ahead, p, 16 * n * (int64_t)sizeof *p);                                                                          \
            const int64_t now = rows < 16 ? rows : 16;                                                                           \
            const __m512 m = rows < 16 ? name##_sixteen(rows, n, p, &bad) : name##_sixteen(16, n, p, &bad);                      \
            double all[16];                                                                                                      \
            _mm512_storeu_pd(all, WIDE_f32(_mm512_castps512_ps256(m)) + 0.0); /* a zero is +0 */                                 \
            _mm512_storeu_pd(all + 8, WIDE_f32(_mm512_extractf32x8_ps(m, 1)) + 0.0);                                             \
            for (int64_t r = 0; bad != 0 && r < now; r++)                                                                        \
                all[r] = of(n, p + r * n);                                                                                       \
            memcpy(out, all, (size_t)now * sizeof *out);                                                                         \
        }                                                                                                                        \
    }
SHORT_EXTREMES(row_maxima, _mm512_max_ps, -INFINITY, max_of)
SHORT_EXTREMES(row_minima, _mm512_min_ps, INFINITY, min_of)
#else
enum { SHORT_EXTREME = 0 };
#define short_row_maxima(...)
#define short_row_minima(...)
#endif

/* Rows from this length on are folded one by one, by four accumulators. */
enum { LONG_ROW = 16 * FLOATS };
#define EXTREME_ROWS(name, better, rest, of)                                                                                     \
    static void name##_f32(int64_t rows, int64_t n, const float *p, ptrdiff_t ahead, double *out)                                \
    {                                                                                                                            \
        const int64_t whole = n / FLOATS * FLOATS, left = n - whole;                                                             \
        const int64_t copied = left == 0 ? 0 : (FLOATS - left + n - 1) / n;                                                      \
        if (n <= SHORT_EXTREME) {                                                                                                \
            short_##name(rows, n, p, ahead, out);                                                                                \
            return;                                                                                                              \
        }                                                                                                                        \
        for (; n >= LONG_ROW && rows > 0; rows--, p += n) {                                                                      \
            ask(ahead, p, n *(int64_t)sizeof *p);                                                                                \
            *out++ = of(n, p);                                                                                                   \
        }                                                                                                                        \
        lanes_mask own;                                                                                                          \
        lanes_f32 start, x;                                                                                                      \
        for (int k = 0; k < FLOATS; k++) {                                                                                       \
            own[k] = k < left ? -1 : 0;                                                                                          \
            start[k] = rest;                                                                                                     \
        }                                                                                                                        \
        for (int64_t r = 0; r < rows; r++, p += n) {                                                                             \
            ask_row(ahead, r, p, n *(int64_t)sizeof *p);                                                                         \
            lanes_f32 m = start;                                                                                                 \
            lanes_mask bad = { 0 };                                                                                              \
            for (int64_t i = 0; i < whole; i += FLOATS) {                                                                        \
                memcpy(&x, p + i, sizeof x);                                                                                     \
                m = better(x, m);                                                                                                \
                bad |= NAN_LANES(x);                                                                                             \
            }                                                                                                                    \
            if (left > 0) {                                                                                                      \
                float copy[FLOATS];                                                                                              \
                const float *last = p + whole;                                                                                   \
                if (r >= rows - copied) {                                                                                        \
                    for (int k = 0; k < FLOATS; k++)                                                                             \
                        copy[k] = k < left ? last[k] : 0;                                                                        \
                    last = copy;                                                                                                 \
                }                                                                                                                \
                memcpy(&x, last, sizeof x);                                                                                      \
                x = (lanes_f32)((own & (lanes_mask)x) | (~own & (lanes_mask)start));                                             \
                m = better(x, m);                                                                                                \
                bad |= NAN_LANES(x);                                                                                             \
            }                                                                                                                    \
            ALL_LANES(m, better)                                                                                                 \
            out[r] = ANY_LANE(bad) ? NAN : (double)m[0] + 0.0; /* a zero is +0 */                                                \
        }                                                                                                                        \
    }
EXTREME_ROWS(row_maxima, MAX_LANES, -INFINITY, max_of)
EXTREME_ROWS(row_minima, MIN_LANES, INFINITY, min_of)

#define JOIN(name, tag, type, joined)                                                                                            \
    static void name##_##tag(int64_t n, const type *from, double *to)                                                            \
    {                                                                                                                            \
        LN_EACH (n) {                                                                                                            \
            const double x = (double)from[i], m = to[i];                                                                         \
            to[i] = joined;                                                                                                      \
        }                                                                                                                        \
    }
#define JOINS(tag, type)                                                                                                         \
    JOIN(add, tag, type, m + x)                                                                                                  \
    JOIN(multiply, tag, type, m *x)                                                                                              \
    JOIN(larger, tag, type, ((x > m) | ((x != x) & (m == m))) ? x : m)                                                           \
    JOIN(smaller, tag, type, ((x < m) | ((x != x) & (m == m))) ? x : m)
JOINS(f32, float)
JOINS(f64, double)

/* As many columns as a vector of `kind` holds, their lanes in registers: the first `count`, 4, 8 or 16; fewer rows leave the others at zero. */
#define COLUMNS(name, kind, WIDEN, tag, type)                                                                                    \
    static inline void name##_lanes_##tag(int count, int64_t n, const type *x, int64_t step, double *out)                        \
    {                                                                                                                            \
        kind##_f64 s[LN_LANES];                                                                                                  \
        kind##_##tag row;                                                                                                        \
        LN_UNROLLED for (int k = 0; k < count; k++) s[k] = (kind##_f64){ 0 };                                                    \
        for (; n >= LN_LANES; n -= LN_LANES, x += LN_LANES * step)                                                               \
            LN_UNROLLED for (int k = 0; k < count; k++)                                                                          \
            {                                                                                                                    \
                memcpy(&row, x + k * step, sizeof row);                                                                          \
                s[k] += WIDEN##_##tag(row);                                                                                      \
            }                                                                                                                    \
        LN_UNROLLED for (int k = 0; k < count; k++) if (k < n)                                                                   \
        {                                                                                                                        \
            memcpy(&row, x + k * step, sizeof row);                                                                              \
            s[k] += WIDEN##_##tag(row);                                                                                          \
        }                                                                                                                        \
        for (int k = 0; k < 4; k++) {                                                                                            \
            s[k] = count > 8 ? s[k] + s[k + 8] : s[k];                                                                           \
            s[k] += count > 8 ? s[k + 4] + s[k + 12] : count > 4 ? s[k + 4] : (kind##_f64){ 0 };                                 \
        }                                                                                                                        \
        s[0] = (s[0] + s[1]) + (s[2] + s[3]);                                                                                    \
        memcpy(out, s, sizeof *s);                                                                                               \
    }                                                                                                                            \
    static void name##_##tag(int64_t n, const type *x, int64_t step, double *out)                                                \
    {                                                                                                                            \
        n <= 4   ? name##_lanes_##tag(4, n, x, step, out)                                                                        \
        : n <= 8 ? name##_lanes_##tag(8, n, x, step, out)                                                                        \
                 : name##_lanes_##tag(LN_LANES, n, x, step, out);                                                                \
    }
/* Columns that no whole vector is left for are a vector with some that are done already. */
#define COLUMN_SUMS(tag, type)                                                                                                   \
    COLUMNS(columns, part, WIDE, tag, type)                                                                                      \
    COLUMNS(two_columns, pair, PAIR, tag, type)                                                                                  \
    static void column_sums_##tag(int64_t n, int64_t width, const type *x, int64_t step, double *out)                            \
    {                                                                                                                            \
        const int64_t wide = width < WIDTH ? 2 : WIDTH;                                                                          \
        if (width == 1) {                                                                                                        \
            double lanes[LN_LANES] = { 0 };                                                                                      \
            for (int64_t i = 0; i < n; i++)                                                                                      \
                lanes[i % LN_LANES] += (double)x[i * step];                                                                      \
            *out = ln_lanes_sum(lanes);                                                                                          \
            return;                                                                                                              \
        }                                                                                                                        \
        for (int64_t done = 0; done < width; done += wide) {                                                                     \
            const int64_t c = done + wide <= width ? done : width - wide;                                                        \
            wide == 2 ? two_columns_##tag(n, x + c, step, out + c) : columns_##tag(n, x + c, step, out + c);                     \
        }                                                                                                                        \
    }
COLUMN_SUMS(f32, float)
COLUMN_SUMS(f64, double)

static void divide_f64(int64_t n, double *x, double by)
{
    LN_EACH (n)
        x[i] /= by;
}

const ln_blocks LEVEL(ln_blocks) = {
    fold_sum_f32,
    fold_sum_f64,
    fold_squares_f32,
    fold_squares_f64,
    fold_dot_f32,
    fold_dot_f64,
    fold_max_f32,
    fold_max_f64,
    fold_min_f32,
    fold_min_f64,
    { add_f32, multiply_f32, larger_f32, smaller_f32 },
    { add_f64, multiply_f64, larger_f64, smaller_f64 },
    row_sums_f32,
    row_sums_f64,
    row_maxima_f32,
    row_maxima_f64,
    row_minima_f32,
    row_minima_f64,
    divide_f64,
    column_sums_f32,
    column_sums_f64,
};
