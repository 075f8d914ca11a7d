/* Matrix products for x86-64-v3 (AVX2, FMA): 12 of the 16 registers hold 6 x 16 floats of the result. Knows of no tensors. */
#include "op/gemm_kernels.h"

#ifdef LN_HAVE_X86_64_LEVELS
#define ROWS 6
#define VECTORS 2

#define T float
#define LANES 8
#define NAME(x) x##_f32
#define TABLE ln_gemm_v3_f32
#define DESCRIPTION "matrix products: own kernels for x86-64-v3 (AVX2, FMA)"
#include "op/gemm_template.h"

#define T double
#define LANES 4
#define NAME(x) x##_f64
#define TABLE ln_gemm_v3_f64
#define DESCRIPTION "matrix products: own kernels for x86-64-v3 (AVX2, FMA)"
#include "op/gemm_template.h"
#endif
