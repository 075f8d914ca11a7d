/* The one function through which every matrix product goes. Knows of no tensors. */
#ifndef LN_OP_GEMM_H
#define LN_OP_GEMM_H

#include "tensor/dtype.h"

/* Called for finished parts of c while they are in cache: rows [row, row + rows) by columns [column, column + columns) of product
 * `product` of the batch. Every element is in exactly one call. Runs on any thread. */
typedef void (*ln_gemm_epilogue_fn)(void *user, int64_t product, int64_t row, int64_t rows, int64_t column, int64_t columns);

/* c = alpha * a b [+ c] [+ bias], for every product of a batch. Strides are in elements and may be anything, 0 and negative included,
 * so a transposed or broadcast operand costs no copy. c overlaps neither operand. */
typedef struct ln_gemm {
    ln_dtype dtype;  /* of a, b, c and bias: LN_FLOAT32, LN_FLOAT64, or LN_INT64 (alpha 1, no bias; arithmetic wraps) */
    int64_t m, n, k; /* a is m x k, b is k x n; any may be 0 */
    const void *a;   /* element (i, p) at a[i * a_row + p * a_column] */
    int64_t a_row, a_column;
    const void *b; /* element (p, j) at b[p * b_row + j * b_column] */
    int64_t b_row, b_column;
    void *c; /* element (i, j) at c[i * c_row + j] */
    int64_t c_row;
    double alpha;     /* 1 for the plain product */
    bool accumulate;  /* add to what c holds; else c is not read */
    const void *bias; /* n elements, added to every row in a rounding of its own; or NULL */
    /* The batch: index i of axis d moves a by i * a_batch[d], b by i * b_batch[d] (0 where it broadcasts); products follow each other
     * in c, in C order, at a distance of c_batch. Rank 0: one product. */
    int batch_rank;
    const int64_t *batch_shape, *a_batch, *b_batch;
    int64_t c_batch;
    ln_gemm_epilogue_fn epilogue; /* or NULL */
    void *user;
    bool whole_rows; /* every call of the epilogue gets all n columns */
} ln_gemm;

/* Runs in the context's threads. The bits depend on shapes, strides and the instruction set, never on the number of threads; an
 * element of a product with at least 2 rows and columns is summed over p in ascending order within blocks, whatever the shape, but for products of
 * few rows and 2 million multiply-adds or more, which sum four parts of k.
 * 0 * Inf and NaN propagate as in the sum written out. Fails when memory for packing can't be had or on cancellation. */
ln_status ln_gemm_run(ln_context *ctx, const ln_gemm *g);

/* What computes products on this CPU, for people: "matrix products: own kernels for x86-64-v4 (AVX-512)". */
const char *ln_gemm_description(void);

#endif
