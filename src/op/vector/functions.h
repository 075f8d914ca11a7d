/* Elementary functions as plain expressions that a compiler turns into vector code: no branches, no calls, no tables. Knows of
 * nothing but numbers.
 *
 * Each is within 2 units in the last place over its whole range, erfc within 5 (spec/golden/accuracy.py), with C's results at zeros, infinities and
 * NaN. They use IEEE +, -, *, /, sqrt, comparisons and selections, round to nearest, and no fused multiply-add: so the bits are the
 * same for every instruction set. Compile with -ffp-contract=off and without -ffast-math.
 *
 * real.h holds the functions that exist for float and double; double.h those computed in double for both, the result rounded. */
#ifndef LN_OP_VECTOR_FUNCTIONS_H
#define LN_OP_VECTOR_FUNCTIONS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "op/vector/polynomials.h"

/* Up to this magnitude of x exp(x) is a normal number, and so is what exp_near has on the way. */
#define LN_EXP_NEAR_F32 86
#define LN_EXP_NEAR_F64 707

#define REAL float
#define UINT uint32_t
#define FN(name) ln_##name##_f32
#define C(x) ((float)(x))
#define POLYNOMIAL(name) name##_f32
#define FRACTION 23
#define BIAS 127
#define SHIFTER 0x1.8p23f
#define WHOLE 0x1p23f /* its unit in the last place is 1 */
#define SIGN_BIT 0x80000000u
#define FRACTION_MASK 0x007fffffu
#define HALF_MASK 0xfffff000u
#define ONE_BITS 0x3f800000u
#define SQRT_HALF_BITS 0x3f3504f3u
#define SMALLEST 0x1p-126f
#define LARGEST 0x1.fffffep127f
#define TINY 0x1p-25f
#define EXP_LOWEST (-105.0f)
#define EXP_HIGHEST 91.0f
#define EXPM1_HIGHEST 89.0f
#define ERFC_HIGHEST 10.5f
#define EXP2_LOWEST (-151.0f)
#define EXP2_HIGHEST 129.0f
/* The high part times a whole number of the exponent's size is exact. */
#define LN2 0x1.62e430p-1f
#define LN2_HIGH 0x1.62ep-1f
#define LN2_LOW 0x1.0bfbe8p-15f
#define LOG2_E_HIGH 0x1.714p+0f
#define LOG2_E_LOW 0x1.47652ap-12f
#define LOG10_E_HIGH 0x1.bcap-2f
#define LOG10_E_LOW 0x1.7b1526p-14f
#define LOG10_2_HIGH 0x1.344p-2f
#define LOG10_2_LOW 0x1.3509f6p-18f
#include "op/vector/real.h"
#undef REAL
#undef UINT
#undef FN
#undef C
#undef POLYNOMIAL
#undef FRACTION
#undef BIAS
#undef SHIFTER
#undef WHOLE
#undef SIGN_BIT
#undef FRACTION_MASK
#undef HALF_MASK
#undef ONE_BITS
#undef SQRT_HALF_BITS
#undef SMALLEST
#undef LARGEST
#undef TINY
#undef EXP_LOWEST
#undef EXP_HIGHEST
#undef EXPM1_HIGHEST
#undef ERFC_HIGHEST
#undef EXP2_LOWEST
#undef EXP2_HIGHEST
#undef LN2
#undef LN2_HIGH
#undef LN2_LOW
#undef LOG2_E_HIGH
#undef LOG2_E_LOW
#undef LOG10_E_HIGH
#undef LOG10_E_LOW
#undef LOG10_2_HIGH
#undef LOG10_2_LOW

#define REAL double
#define UINT uint64_t
#define FN(name) ln_##name##_f64
#define C(x) ((double)(x))
#define POLYNOMIAL(name) name##_f64
#define FRACTION 52
#define BIAS 1023
#define SHIFTER 0x1.8p52
#define WHOLE 0x1p52
#define SIGN_BIT 0x8000000000000000u
#define FRACTION_MASK 0x000fffffffffffffu
#define HALF_MASK 0xfffffffff8000000u
#define ONE_BITS 0x3ff0000000000000u
#define SQRT_HALF_BITS 0x3fe6a09e667f3bcdu
#define SMALLEST 0x1p-1022
#define LARGEST 0x1.fffffffffffffp1023
#define TINY 0x1p-54
#define EXP_LOWEST (-746.0)
#define EXP_HIGHEST 713.0
#define EXPM1_HIGHEST 710.0
#define ERFC_HIGHEST 27.5
#define EXP2_LOWEST (-1076.0)
#define EXP2_HIGHEST 1025.0
#define LN2 0x1.62e42fefa39efp-1
#define LN2_HIGH 0x1.62e42fefa2p-1
#define LN2_LOW 0x1.9ef35793c7673p-41
#define LOG2_E_HIGH 0x1.7154760000000p+0
#define LOG2_E_LOW 0x1.4ae0bf85ddf43p-26
#define LOG10_E_HIGH 0x1.bcb7b10000000p-2
#define LOG10_E_LOW 0x1.49b9438ca9aadp-28
#define LOG10_2_HIGH 0x1.34413509f6000p-2
#define LOG10_2_LOW 0x1.9fef311f12b35p-42
#include "op/vector/real.h"
#include "op/vector/double.h"
#undef REAL
#undef UINT
#undef FN
#undef C
#undef POLYNOMIAL
#undef FRACTION
#undef BIAS
#undef SHIFTER
#undef WHOLE
#undef SIGN_BIT
#undef FRACTION_MASK
#undef HALF_MASK
#undef ONE_BITS
#undef SQRT_HALF_BITS
#undef SMALLEST
#undef LARGEST
#undef TINY
#undef EXP_LOWEST
#undef EXP_HIGHEST
#undef EXPM1_HIGHEST
#undef ERFC_HIGHEST
#undef EXP2_LOWEST
#undef EXP2_HIGHEST
#undef LN2
#undef LN2_HIGH
#undef LN2_LOW
#undef LOG2_E_HIGH
#undef LOG2_E_LOW
#undef LOG10_E_HIGH
#undef LOG10_E_LOW
#undef LOG10_2_HIGH
#undef LOG10_2_LOW

#endif
