/* Matrix products in vectors of 16 bytes: SSE2, NEON, or what the compiler makes of them. Knows of no tensors. */
#include "op/gemm_kernels.h"

#ifdef __aarch64__ /* 32 registers */
#define ROWS 8
#else
#define ROWS 4
#endif
#define VECTORS 3

#define T float
#define LANES 4
#define NAME(x) x##_f32
#define TABLE ln_gemm_base_f32
#define DESCRIPTION "matrix products: own kernels in vectors of 16 bytes"
#include "op/gemm_template.h"

#define T double
#define LANES 2
#define NAME(x) x##_f64
#define TABLE ln_gemm_base_f64
#define DESCRIPTION "matrix products: own kernels in vectors of 16 bytes"
#include "op/gemm_template.h"
