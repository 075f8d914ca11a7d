/* Folds of neighbouring floats in cache: sums, extremes, dot products, chosen for the running CPU. Knows of no tensors.
 *
 * A fold runs in LN_LANES accumulators of double: element i joins lane i mod LN_LANES, and ln_lanes_sum and its kin join the lanes in
 * one fixed order. So the bits depend on the elements alone, not on the instruction set. A block may be folded in several calls, all
 * but the last of a multiple of LN_LANES elements, with the bits of one call. Sums of reduce.c are such folds of blocks of
 * LN_FOLD_BLOCK elements, joined as a binary tree whose left part is the largest power of two.
 *
 * float32 is widened first: its products are exact, its extremes convert back without loss. NaN wins over every extreme; an extreme
 * that is zero is +0. */
#ifndef LN_OP_BLOCKS_H
#define LN_OP_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

enum { LN_LANES = 16, LN_FOLD_BLOCK = 1024 };

/* Folds of rows ask memory for what is needed next while they compute: where `ahead` is not 0, for the bytes so far from x's, of x itself or of another
 * stream, which need not be there. LN_AHEAD is how far before its use something is asked for, so that memory has time and level 1 has room. */
enum { LN_AHEAD = 160 * 64 };

/* How two numbers become one. */
typedef enum ln_join { LN_JOIN_SUM, LN_JOIN_PRODUCT, LN_JOIN_MAX, LN_JOIN_MIN, LN_JOIN_COUNT } ln_join;

typedef struct ln_blocks {
    /* lanes += x; start from zeros */
    void (*sum_f32)(int64_t n, const float *x, double *lanes);
    void (*sum_f64)(int64_t n, const double *x, double *lanes);
    /* lanes += x^2 */
    void (*squares_f32)(int64_t n, const float *x, double *lanes);
    void (*squares_f64)(int64_t n, const double *x, double *lanes);
    /* lanes += x y */
    void (*dot_f32)(int64_t n, const float *x, const float *y, double *lanes);
    void (*dot_f64)(int64_t n, const double *x, const double *y, double *lanes);
    /* lanes = max(lanes, x); start from -INFINITY */
    void (*max_f32)(int64_t n, const float *x, double *lanes);
    void (*max_f64)(int64_t n, const double *x, double *lanes);
    /* lanes = min(lanes, x); start from INFINITY */
    void (*min_f32)(int64_t n, const float *x, double *lanes);
    void (*min_f64)(int64_t n, const double *x, double *lanes);
    /* to[i] = to[i] joined with x[i]; of two NaN to[i] stays */
    void (*join_f32[LN_JOIN_COUNT])(int64_t n, const float *x, double *to);
    void (*join_f64[LN_JOIN_COUNT])(int64_t n, const double *x, double *to);
    /* Each of `rows` rows of n elements, one behind the other, folded to one number, as a block of its own with its lanes joined. */
    void (*row_sums_f32)(int64_t rows, int64_t n, const float *x, ptrdiff_t ahead, double *out);
    void (*row_sums_f64)(int64_t rows, int64_t n, const double *x, ptrdiff_t ahead, double *out);
    void (*row_maxima_f32)(int64_t rows, int64_t n, const float *x, ptrdiff_t ahead, double *out);
    void (*row_maxima_f64)(int64_t rows, int64_t n, const double *x, ptrdiff_t ahead, double *out);
    void (*row_minima_f32)(int64_t rows, int64_t n, const float *x, ptrdiff_t ahead, double *out);
    void (*row_minima_f64)(int64_t rows, int64_t n, const double *x, ptrdiff_t ahead, double *out);
    /* x[i] /= by */
    void (*divide_f64)(int64_t n, double *x, double by);
    /* Each of `width` columns of n rows that lie `step` elements apart, summed to one number, as a block of its own with its lanes joined. */
    void (*column_sums_f32)(int64_t n, int64_t width, const float *x, int64_t step, double *out);
    void (*column_sums_f64)(int64_t n, int64_t width, const double *x, int64_t step, double *out);
} ln_blocks;

/* Those of the running CPU. */
const ln_blocks *ln_blocks_here(void);

static inline void ln_lanes_fill(double *lanes, double value)
{
    for (int k = 0; k < LN_LANES; k++)
        lanes[k] = value;
}

/* Halves are added until one lane is left, neighbours at the end. */
static inline double ln_lanes_sum(const double *lane)
{
    double four[4];
    for (int k = 0; k < 4; k++)
        four[k] = (lane[k] + lane[k + 8]) + (lane[k + 4] + lane[k + 12]);
    return (four[0] + four[1]) + (four[2] + four[3]);
}

static inline double ln_lanes_max(const double *lanes)
{
    double top = lanes[0];
    for (int k = 1; k < LN_LANES; k++)
        top = lanes[k] > top || lanes[k] != lanes[k] ? lanes[k] : top;
    return top + 0.0;
}

static inline double ln_lanes_min(const double *lanes)
{
    double low = lanes[0];
    for (int k = 1; k < LN_LANES; k++)
        low = lanes[k] < low || lanes[k] != lanes[k] ? lanes[k] : low;
    return low + 0.0;
}

#endif
