/* Matrix products in portable C, written to be vectorised. Knows of no tensors.
 *
 * A tile of ROWS by COLUMNS of c is summed in L1 while p runs, so each row of b that is read serves ROWS rows of c. */
#include "op/gemm.h"

#include <string.h>

enum { ROWS = 4, COLUMNS = 32 };

#define GEMM(name, type, arithmetic)                                                                                             \
    static void name##_edge(int64_t m, int64_t n, int64_t k, const type *a, int64_t a_row, int64_t a_column, const type *b,      \
                            int64_t b_row, type *c, int64_t c_row)                                                               \
    {                                                                                                                            \
        for (int64_t i = 0; i < m; i++) {                                                                                        \
            type *restrict row = c + i * c_row;                                                                                  \
            memset(row, 0, (size_t)n * sizeof *row);                                                                             \
            for (int64_t p = 0; p < k; p++) {                                                                                    \
                const type x = a[i * a_row + p * a_column];                                                                      \
                const type *restrict y = b + p * b_row;                                                                          \
                for (int64_t j = 0; j < n; j++)                                                                                  \
                    row[j] = (type)((arithmetic)row[j] + (arithmetic)x * (arithmetic)y[j]);                                      \
            }                                                                                                                    \
        }                                                                                                                        \
    }                                                                                                                            \
    void name(int64_t m, int64_t n, int64_t k, const type *a, int64_t a_row, int64_t a_column, const type *b, int64_t b_row,     \
              type *c)                                                                                                           \
    {                                                                                                                            \
        int64_t i = 0;                                                                                                           \
        for (; i + ROWS <= m; i += ROWS) {                                                                                       \
            const type *rows = a + i * a_row;                                                                                    \
            int64_t j = 0;                                                                                                       \
            for (; j + COLUMNS <= n; j += COLUMNS) {                                                                             \
                type sum[ROWS][COLUMNS];                                                                                         \
                memset(sum, 0, sizeof sum);                                                                                      \
                for (int64_t p = 0; p < k; p++) {                                                                                \
                    const type *restrict y = b + p * b_row + j;                                                                  \
                    for (int r = 0; r < ROWS; r++) {                                                                             \
                        const type x = rows[r * a_row + p * a_column];                                                           \
                        for (int q = 0; q < COLUMNS; q++)                                                                        \
                            sum[r][q] = (type)((arithmetic)sum[r][q] + (arithmetic)x * (arithmetic)y[q]);                        \
                    }                                                                                                            \
                }                                                                                                                \
                for (int r = 0; r < ROWS; r++)                                                                                   \
                    memcpy(c + (i + r) * n + j, sum[r], sizeof sum[r]);                                                          \
            }                                                                                                                    \
            if (j < n)                                                                                                           \
                name##_edge(ROWS, n - j, k, rows, a_row, a_column, b + j, b_row, c + i * n + j, n);                              \
        }                                                                                                                        \
        if (i < m)                                                                                                               \
            name##_edge(m - i, n, k, a + i * a_row, a_row, a_column, b, b_row, c + i * n, n);                                    \
    }

GEMM(ln_gemm_f32, float, float)
GEMM(ln_gemm_f64, double, double)
GEMM(ln_gemm_i64, int64_t, uint64_t)
