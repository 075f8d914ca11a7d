/* The one function through which every matrix product goes. Knows of no tensors. */
#ifndef LN_OP_GEMM_H
#define LN_OP_GEMM_H

#include "base/context.h"

/* c (m x n, row-major, leading dimension n) = a (m x k) times b (k x n). a is read at a[i * a_row + p * a_column]; b's rows are
 * contiguous with leading dimension b_row. Every element is summed over p in ascending order, so the bits depend on the shape alone. */
void ln_gemm_f32(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_column, const float *b, int64_t b_row,
                 float *c);
void ln_gemm_f64(int64_t m, int64_t n, int64_t k, const double *a, int64_t a_row, int64_t a_column, const double *b,
                 int64_t b_row, double *c);
void ln_gemm_i64(int64_t m, int64_t n, int64_t k, const int64_t *a, int64_t a_row, int64_t a_column, const int64_t *b,
                 int64_t b_row, int64_t *c);

#endif
