/* Elementary functions as plain expressions that a compiler turns into vector code: no branches, no calls, no tables. Knows of
 * nothing but numbers.
 *
 * Each is within 2 units in the last place over its whole range (spec/golden/accuracy.py), with C's results at zeros, infinities and
 * NaN. They use IEEE +, -, *, /, sqrt, comparisons and selections, round to nearest, and LN_FUSED, which rounds once on CPUs that have a fused
 * multiply-add and twice on others: so the bits are the same for all instruction sets with one, and for all without. Compile with -ffp-contract=off and
 * without -ffast-math.
 *
 * real.h holds the functions that exist for float and double; double.h those computed in double for both, the result rounded. */
#ifndef LN_OP_VECTOR_FUNCTIONS_H
#define LN_OP_VECTOR_FUNCTIONS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* a b + c, and whether it is rounded once */
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
#define LN_FUSES 1
#define LN_FUSED_f32(a, b, c) __builtin_fmaf(a, b, c)
#define LN_FUSED_f64(a, b, c) __builtin_fma(a, b, c)
#else
#define LN_FUSES 0
#define LN_FUSED_f32(a, b, c) ((a) * (b) + (c))
#define LN_FUSED_f64(a, b, c) ((a) * (b) + (c))
#endif

#include "op/vector/polynomials.h"

/* Up to this magnitude of x exp(x) is a normal number, and so is what exp_near has on the way. */
#define LN_EXP_NEAR_F32 86
#define LN_EXP_NEAR_F64 707

#include "op/vector/f32.h"
#include "op/vector/real.h"
#include "op/vector/undefine.h"

#include "op/vector/f64.h"
#include "op/vector/real.h"
#include "op/vector/double.h"
#include "op/vector/undefine.h"

#endif
