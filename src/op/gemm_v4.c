/* Matrix products for x86-64-v4 (AVX-512): 24 of the 32 registers hold 8 x 48 floats of the result. Knows of no tensors. */
#include "op/gemm_kernels.h"

#ifdef LN_HAVE_X86_64_LEVELS
#define ROWS 8
#define VECTORS 3

#define T float
#define LANES 16
#define NAME(x) x##_f32
#define TABLE ln_gemm_v4_f32
#define DESCRIPTION "matrix products: own kernels for x86-64-v4 (AVX-512)"
#include "op/gemm_template.h"

#define T double
#define LANES 8
#define NAME(x) x##_f64
#define TABLE ln_gemm_v4_f64
#define DESCRIPTION "matrix products: own kernels for x86-64-v4 (AVX-512)"
#include "op/gemm_template.h"
#endif
