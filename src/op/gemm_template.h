/* The template of the kernels of a matrix product. An instance defines
 *   T      the element's type            LANES  elements of a vector
 *   ROWS   rows of c held in registers   VECTORS  vectors across (ROWS * VECTORS accumulators, VECTORS of b, one broadcast of a)
 *   NAME(x)  x with the instance's suffix   TABLE  the table's name   DESCRIPTION  for people
 * and includes this file, which undefines them. Vectors are the compiler's (GCC's vector extension); loops over registers have
 * constant bounds and are unrolled, so that the accumulators live in registers.
 *
 * Every element of c is one chain of multiply-adds over p in ascending order. Instances are compiled with contraction, so where the
 * instruction set has fused multiply-add, all give the same bits. */
#include <string.h>

#include "op/gemm_kernels.h"

#ifndef LN_GEMM_INLINE
#define LN_GEMM_INLINE static inline __attribute__((always_inline))
#endif

typedef T NAME(vector) __attribute__((vector_size(LANES * sizeof(T)), aligned(sizeof(T)), may_alias));

LN_GEMM_INLINE void NAME(block)(const int R, const int V, const ln_gemm_block *g)
{
    const T *a = g->a, *b = g->b;
    const int64_t k = g->k, a_row = g->a_row, a_column = g->a_column, b_row = g->b_row;
    NAME(vector) sum[ROWS * VECTORS > LN_GEMM_MAX_WIDE ? ROWS * VECTORS : LN_GEMM_MAX_WIDE];
#pragma GCC unroll 32
    for (int i = 0; i < R * V; i++)
        sum[i] = (NAME(vector)){ 0 };
    for (int64_t p = 0; p < k; p++) {
        NAME(vector) y[LN_GEMM_MAX_WIDE];
#pragma GCC unroll 8
        for (int v = 0; v < V; v++)
            y[v] = *(const NAME(vector) *)(b + v * LANES);
#pragma GCC unroll 8
        for (int r = 0; r < R; r++) {
            const T x = a[r * a_row];
#pragma GCC unroll 8
            for (int v = 0; v < V; v++)
                sum[r * V + v] += x * y[v];
        }
        a += a_column;
        b += b_row;
    }
    const T alpha = (T)g->alpha;
    const T *bias = g->bias;
    T *c = g->c;
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) {
#pragma GCC unroll 8
        for (int v = 0; v < V; v++) {
            NAME(vector) *out = (NAME(vector) *)(c + r * g->c_row + v * LANES);
            NAME(vector) x = alpha * sum[r * V + v];
            if (g->accumulate)
                x = *out + x;
            if (bias != NULL)
                x = x + *(const NAME(vector) *)(bias + v * LANES);
            *out = x;
        }
    }
}

/* Vectors of four, whatever the instruction set: for packing, and for the last steps of a sum. */
typedef T NAME(four) __attribute__((vector_size(4 * sizeof(T)), aligned(sizeof(T)), may_alias));

/* The sums of the lanes of four vectors, halves added pairwise. */
LN_GEMM_INLINE void NAME(lane_sums)(const NAME(vector) * x, T *out)
{
    NAME(four) part[4];
#pragma GCC unroll 4
    for (int q = 0; q < 4; q++) {
        T lane[LANES < 4 ? 4 : LANES] = { 0 };
        memcpy(lane, &x[q], sizeof x[q]);
        NAME(four) f[LANES < 4 ? 1 : LANES / 4];
        memcpy(f, lane, sizeof f);
#pragma GCC unroll 2
        for (int half = LANES / 8; half > 0; half /= 2)
#pragma GCC unroll 2
            for (int i = 0; i < half; i++)
                f[i] += f[i + half];
        part[q] = f[0];
    }
    const NAME(four) ab =
        __builtin_shufflevector(part[0], part[1], 0, 4, 1, 5) + __builtin_shufflevector(part[0], part[1], 2, 6, 3, 7);
    const NAME(four) cd =
        __builtin_shufflevector(part[2], part[3], 0, 4, 1, 5) + __builtin_shufflevector(part[2], part[3], 2, 6, 3, 7);
    *(NAME(four) *)out = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

/* R rows of a by Q rows of b, each contiguous in p: lanes are partial sums over p, added pairwise at the end. */
LN_GEMM_INLINE void NAME(dot)(const int R, const int Q, int64_t k, const T *a, int64_t a_row, const T *b, int64_t b_row, T alpha,
                              T *out)
{
    enum { CHAINS = 4 };
    const int U = R * Q >= CHAINS ? 1 : CHAINS / (R * Q); /* independent chains, to hide the latency of an addition */
    NAME(vector) sum[LN_GEMM_DOT * LN_GEMM_DOT];
    int64_t p = 0;
#pragma GCC unroll 16
    for (int i = 0; i < R * Q * U; i++)
        sum[i] = (NAME(vector)){ 0 };
    for (; p + U * LANES <= k; p += U * LANES) {
#pragma GCC unroll 4
        for (int u = 0; u < U; u++) {
            NAME(vector) y[LN_GEMM_DOT];
#pragma GCC unroll 4
            for (int q = 0; q < Q; q++)
                y[q] = *(const NAME(vector) *)(b + q * b_row + p + u * LANES);
#pragma GCC unroll 4
            for (int r = 0; r < R; r++) {
                const NAME(vector) x = *(const NAME(vector) *)(a + r * a_row + p + u * LANES);
#pragma GCC unroll 4
                for (int q = 0; q < Q; q++)
                    sum[(r * Q + q) * U + u] += x * y[q];
            }
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < R; r++) {
        NAME(vector) total[4];
#pragma GCC unroll 4
        for (int q = 0; q < 4; q++) {
            total[q] = q < Q ? sum[(r * Q + q) * U] : (NAME(vector)){ 0 };
            if (U > 1 && q < Q)
                total[q] += sum[(r * Q + q) * U + 1];
            if (U > 2 && q < Q) /* U is 1, 2 or 4 */
                total[q] += sum[(r * Q + q) * U + 2] + sum[(r * Q + q) * U + 3];
        }
        T row[4];
        NAME(lane_sums)(total, row);
        for (int64_t rest = p; rest < k; rest++)
#pragma GCC unroll 4
            for (int q = 0; q < Q; q++)
                row[q] += a[r * a_row + rest] * b[q * b_row + rest];
#pragma GCC unroll 4
        for (int q = 0; q < Q; q++)
            out[r * LN_GEMM_DOT + q] = alpha * row[q];
    }
}

/* Packing transposes blocks of 4 by 4. */

LN_GEMM_INLINE void NAME(transpose)(const T *in, int64_t in_row, T *out, int64_t out_row)
{
    const NAME(four) a = *(const NAME(four) *)in, b = *(const NAME(four) *)(in + in_row),
                     c = *(const NAME(four) *)(in + 2 * in_row), d = *(const NAME(four) *)(in + 3 * in_row);
    const NAME(four) ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const NAME(four) ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7), cd2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(NAME(four) *)out = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    *(NAME(four) *)(out + out_row) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    *(NAME(four) *)(out + 2 * out_row) = __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5);
    *(NAME(four) *)(out + 3 * out_row) = __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7);
}

#if LANES > 4
/* The same of LANES rows: every fourth row is a quarter (half) of a vector, so that a shuffle serves as many blocks and a store fills a vector. */
#if LANES == 16
#define LOW 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#define FIRST 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define SECOND 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#else
#define LOW 0, 8, 1, 9, 4, 12, 5, 13
#define HIGH 2, 10, 3, 11, 6, 14, 7, 15
#define FIRST 0, 1, 8, 9, 4, 5, 12, 13
#define SECOND 2, 3, 10, 11, 6, 7, 14, 15
#endif

/* Four elements of row 0, of row 4, ... */
LN_GEMM_INLINE NAME(vector) NAME(every_fourth)(const T *in, int64_t in_row)
{
    const NAME(four) a = *(const NAME(four) *)in, b = *(const NAME(four) *)(in + 4 * in_row);
#if LANES == 16
    const NAME(four) c = *(const NAME(four) *)(in + 8 * in_row), d = *(const NAME(four) *)(in + 12 * in_row);
    return __builtin_shufflevector(__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7),
                                   __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
                                   12, 13, 14, 15);
#else
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

LN_GEMM_INLINE void NAME(transpose_wide)(const T *in, int64_t in_row, T *out, int64_t out_row)
{
    const NAME(vector) a = NAME(every_fourth)(in, in_row), b = NAME(every_fourth)(in + in_row, in_row),
                       c = NAME(every_fourth)(in + 2 * in_row, in_row), d = NAME(every_fourth)(in + 3 * in_row, in_row);
    const NAME(vector) ab = __builtin_shufflevector(a, b, LOW), cd = __builtin_shufflevector(c, d, LOW);
    const NAME(vector) ab2 = __builtin_shufflevector(a, b, HIGH), cd2 = __builtin_shufflevector(c, d, HIGH);
    *(NAME(vector) *)out = __builtin_shufflevector(ab, cd, FIRST);
    *(NAME(vector) *)(out + out_row) = __builtin_shufflevector(ab, cd, SECOND);
    *(NAME(vector) *)(out + 2 * out_row) = __builtin_shufflevector(ab2, cd2, FIRST);
    *(NAME(vector) *)(out + 3 * out_row) = __builtin_shufflevector(ab2, cd2, SECOND);
}
#undef LOW
#undef HIGH
#undef FIRST
#undef SECOND
#endif

/* out[p * width + j] = in[j * in_row + p] for j < count: rows contiguous in p become columns. */
static void NAME(pack_columns)(int64_t k, int64_t count, int64_t width, const T *in, int64_t in_row, T *out)
{
    int64_t p = 0;
    for (; p + 4 <= k; p += 4) {
        int64_t j = 0;
#if LANES > 4
        for (; j + LANES <= count; j += LANES)
            NAME(transpose_wide)(in + j * in_row + p, in_row, out + p * width + j, width);
#endif
        for (; j + 4 <= count; j += 4)
            NAME(transpose)(in + j * in_row + p, in_row, out + p * width + j, width);
        for (; j < count; j++)
            for (int64_t i = 0; i < 4; i++)
                out[(p + i) * width + j] = in[j * in_row + p + i];
    }
    for (; p < k; p++)
        for (int64_t j = 0; j < count; j++)
            out[p * width + j] = in[j * in_row + p];
}

/* out[p * width + j] = in[p * in_p + j] for j < count: whole vectors, then what is left. */
static void NAME(pack_rows)(int64_t k, int64_t count, int64_t width, const T *in, int64_t in_p, T *out)
{
    for (int64_t p = 0; p < k; p++) {
        const T *from = in + p * in_p;
        T *to = out + p * width;
        int64_t j = 0;
        for (; j + LANES <= count; j += LANES)
            *(NAME(vector) *)(to + j) = *(const NAME(vector) *)(from + j);
        for (; j + 4 <= count; j += 4)
            *(NAME(four) *)(to + j) = *(const NAME(four) *)(from + j);
        for (; j < count; j++)
            to[j] = from[j];
    }
}

static void NAME(pack)(int64_t k, int64_t count, int64_t width, const T *in, int64_t in_p, int64_t in_j, T *out)
{
    if (in_j == 1)
        NAME(pack_rows)(k, count, width, in, in_p, out);
    else if (in_p == 1)
        NAME(pack_columns)(k, count, width, in, in_j, out);
    else
        for (int64_t p = 0; p < k; p++)
            for (int64_t j = 0; j < count; j++)
                out[p * width + j] = in[p * in_p + j * in_j];
}

static void NAME(pack_b)(int64_t k, int64_t columns, int64_t width, const void *b, int64_t b_row, int64_t b_column, void *out)
{
    if (width == LANES && b_column == 1 && b_row == columns) {
        /* Dense short rows: whole vectors, which end in the next rows and are cut below, but not past b's end. */
        const int64_t whole = columns * k < LANES ? 0 : (columns * k - LANES) / columns + 1;
        for (int64_t p = 0; p < whole; p++)
            *(NAME(vector) *)((T *)out + p * LANES) = *(const NAME(vector) *)((const T *)b + p * columns);
        NAME(pack_rows)(k - whole, columns, LANES, (const T *)b + whole * columns, columns, (T *)out + whole * LANES);
        return;
    }
    NAME(pack)(k, columns, width, b, b_row, b_column, out);
    if (columns < width)
        for (int64_t p = 0; p < k; p++)
            for (int64_t j = columns; j < width; j++)
                ((T *)out)[p * width + j] = 0;
}

static void NAME(pack_a)(int64_t k, int64_t rows, const void *a, int64_t a_row, int64_t a_column, void *out)
{
    NAME(pack)(k, rows, rows, a, a_column, a_row, out);
}

static void NAME(merge)(int64_t rows, int64_t columns, const void *side, int64_t side_row, void *c, int64_t c_row,
                        int64_t c_column, bool accumulate, const void *bias, int64_t bias_column)
{
    for (int64_t r = 0; r < rows; r++) {
        const T *from = (const T *)side + r * side_row;
        T *to = (T *)c + r * c_row;
        int64_t q = 0;
        for (; c_column == 1 && !accumulate && bias == NULL && q + 4 <= columns; q += 4)
            *(NAME(four) *)(to + q) = *(const NAME(four) *)(from + q);
        for (; q < columns; q++) {
            T x = from[q];
            if (accumulate)
                x = to[q * c_column] + x;
            if (bias != NULL)
                x += ((const T *)bias)[q * bias_column];
            to[q * c_column] = x;
        }
    }
}

static void NAME(add)(int64_t n, void *c, const void *x, const void *y)
{
    T *to = c;
    const T *one = x, *other = y;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        *(NAME(vector) *)(to + i) = *(const NAME(vector) *)(one + i) + *(const NAME(vector) *)(other + i);
    for (; i < n; i++)
        to[i] = one[i] + other[i];
}

#define BLOCK(R, V)                                                                                                              \
    static void NAME(block_##R##_##V)(const ln_gemm_block *g)                                                                    \
    {                                                                                                                            \
        NAME(block)(R, V, g);                                                                                                    \
    }
#define DOT(R, Q)                                                                                                                \
    static void NAME(dot_##R##_##Q)(int64_t k, const void *a, int64_t a_row, const void *b, int64_t b_row, double alpha,         \
                                    void *out)                                                                                   \
    {                                                                                                                            \
        NAME(dot)(R, Q, k, a, a_row, b, b_row, (T)alpha, out);                                                                   \
    }
BLOCK(1, 1) BLOCK(1, 2) BLOCK(1, 3) BLOCK(1, 4) BLOCK(1, 5) BLOCK(1, 6) BLOCK(1, 7) BLOCK(1, 8)
BLOCK(2, 1) BLOCK(2, 2) BLOCK(2, 3) BLOCK(2, 4)
#if VECTORS == 3
#define ROW(R) BLOCK(R, 1) BLOCK(R, 2) BLOCK(R, 3)
#define ENTRY(R)                                                                                                                 \
    {                                                                                                                            \
        NULL, NAME(block_##R##_1), NAME(block_##R##_2), NAME(block_##R##_3)                                                      \
    }
#else
#define ROW(R) BLOCK(R, 1) BLOCK(R, 2)
#define ENTRY(R)                                                                                                                 \
    {                                                                                                                            \
        NULL, NAME(block_##R##_1), NAME(block_##R##_2)                                                                           \
    }
#endif
ROW(3) ROW(4)
#if ROWS >= 6
ROW(5) ROW(6)
#endif
#if ROWS >= 8
ROW(7) ROW(8)
#endif
DOT(1, 1) DOT(1, 2) DOT(1, 3) DOT(1, 4) DOT(2, 1) DOT(2, 2) DOT(2, 3) DOT(2, 4)
DOT(3, 1) DOT(3, 2) DOT(3, 3) DOT(3, 4) DOT(4, 1) DOT(4, 2) DOT(4, 3) DOT(4, 4)

#define ENTRY_WIDE                                                                                                               \
    {                                                                                                                            \
        NULL, NAME(block_1_1), NAME(block_1_2), NAME(block_1_3), NAME(block_1_4), NAME(block_1_5), NAME(block_1_6),              \
            NAME(block_1_7), NAME(block_1_8)                                                                                     \
    }
#define ENTRY_DOT(R)                                                                                                             \
    {                                                                                                                            \
        NULL, NAME(dot_##R##_1), NAME(dot_##R##_2), NAME(dot_##R##_3), NAME(dot_##R##_4)                                         \
    }
const ln_gemm_kernels TABLE = {
    .description = DESCRIPTION,
    .size = sizeof(T),
    .lanes = LANES,
    .lane_bits = LANES == 16 ? 4 : LANES == 8 ? 3 : LANES == 4 ? 2 : 1,
    .rows = ROWS,
    .widest = { 8, 4, VECTORS },
    .block = { { NULL }, ENTRY_WIDE, { NULL, NAME(block_2_1), NAME(block_2_2), NAME(block_2_3), NAME(block_2_4) },
               ENTRY(3), ENTRY(4),
#if ROWS >= 6
               ENTRY(5), ENTRY(6),
#endif
#if ROWS >= 8
               ENTRY(7), ENTRY(8),
#endif
    },
    .pack_b = NAME(pack_b),
    .pack_a = NAME(pack_a),
    .merge = NAME(merge),
    .add = NAME(add),
    .dot = { { NULL }, ENTRY_DOT(1), ENTRY_DOT(2), ENTRY_DOT(3), ENTRY_DOT(4) },
};

#undef BLOCK
#undef DOT
#undef ROW
#undef ENTRY
#undef ENTRY_WIDE
#undef ENTRY_DOT
#undef T
#undef LANES
#undef NAME
#undef TABLE
#undef DESCRIPTION
