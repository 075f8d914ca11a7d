/* What gemm.c needs of one instruction set: register-blocked kernels and the packing that feeds them. Knows nothing of tiles, threads
 * or tensors. Included by gemm.c, and by gemm_template.h, the template of which gemm_base.c, gemm_v3.c and gemm_v4.c are instances.
 *
 * Pointers are void and strides count elements of the table's type, so that one driver serves float and double. */
#ifndef LN_OP_GEMM_KERNELS_H
#define LN_OP_GEMM_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LN_GEMM_MAX_ROWS = 8, /* rows of c that a kernel holds in registers */
    LN_GEMM_MAX_WIDE = 8, /* vectors across, when there is one row */
    LN_GEMM_MAX_LANES = 16,
    LN_GEMM_DOT = 4,          /* rows and columns of a block of dot products */
    LN_GEMM_SIDE_BYTES = 2048 /* that the largest kernel writes */
};

/* c (rows x vectors) = [c +] alpha * a * b [+ bias]: a at a[r * a_row + p * a_column]; b's rows are read as whole vectors, at b + p *
 * b_row; c's rows are contiguous. */
typedef struct ln_gemm_block {
    int64_t k;
    const void *a;
    int64_t a_row, a_column;
    const void *b;
    int64_t b_row;
    void *c;
    int64_t c_row;
    double alpha;
    bool accumulate;
    const void *bias;
} ln_gemm_block;

/* out[r * LN_GEMM_DOT + q] = alpha * sum over p of a[r * a_row + p] * b[q * b_row + p]. */
typedef void (*ln_gemm_dot_fn)(int64_t k, const void *a, int64_t a_row, const void *b, int64_t b_row, double alpha, void *out);

typedef struct ln_gemm_kernels {
    const char *description;
    size_t size; /* of an element */
    int lanes;   /* elements of a vector: 2 to the power of lane_bits */
    int lane_bits;
    int rows;      /* largest r */
    int widest[3]; /* vectors across at most: with 1 row, with 2, with more */
    /* One per rows (1...) and vectors (1...); NULL beyond `widest`. */
    void (*block[LN_GEMM_MAX_ROWS + 1][LN_GEMM_MAX_WIDE + 1])(const ln_gemm_block *block);
    /* Packs b (k rows, `columns` wanted of `width`) as k rows of `width` contiguous elements; what is beyond `columns` is zero. */
    void (*pack_b)(int64_t k, int64_t columns, int64_t width, const void *b, int64_t b_row, int64_t b_column, void *out);
    /* Packs `rows` rows of a so that a_row is 1 and a_column `rows`. */
    void (*pack_a)(int64_t k, int64_t rows, const void *a, int64_t a_row, int64_t a_column, void *out);
    /* c = [c +] side [+ bias], element by element: `side` is rows of side_row elements. */
    void (*merge)(int64_t rows, int64_t columns, const void *side, int64_t side_row, void *c, int64_t c_row, int64_t c_column,
                  bool accumulate, const void *bias, int64_t bias_column);
    /* c = x + y, n elements of each; c may be x. */
    void (*add)(int64_t n, void *c, const void *x, const void *y);
    /* One per rows of a and rows of b, both contiguous in p (1...). */
    ln_gemm_dot_fn dot[LN_GEMM_DOT + 1][LN_GEMM_DOT + 1];
} ln_gemm_kernels;

extern const ln_gemm_kernels ln_gemm_base_f32, ln_gemm_base_f64;
#ifdef LN_HAVE_X86_64_LEVELS
extern const ln_gemm_kernels ln_gemm_v3_f32, ln_gemm_v3_f64, ln_gemm_v4_f32, ln_gemm_v4_f64;
#endif

#endif
