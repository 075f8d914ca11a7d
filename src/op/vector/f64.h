/* The type and the constants of real.h for double; undefine.h takes them back. Knows of nothing. */
#define REAL double
#define UINT uint64_t
#define FN(name) ln_##name##_f64
#define C(x) ((double)(x))
#define POLYNOMIAL(name) name##_f64
#define FUSED LN_FUSED_f64
#define FRACTION 52
#define BIAS 1023
#define SHIFTER 0x1.8p52
#define WHOLE 0x1p52
#define SIGN_BIT 0x8000000000000000u
#define FRACTION_MASK 0x000fffffffffffffu
#define HALF_MASK 0xfffffffff8000000u
#define ONE_BITS 0x3ff0000000000000u
#define SQRT_HALF_BITS 0x3fe6a09e667f3bcdu
#define LEAST_BITS 0x3fe8000000000000u /* of 3/4 */
#define SMALLEST 0x1p-1022
#define LARGEST 0x1.fffffffffffffp1023
#define LOG_DIVIDES 1
#define LOSES_ONE 0x1p54 /* 1 + x is x above */
#define TINY 0x1p-54
#define EXP_LOWEST (-746.0)
#define EXP_HIGHEST 713.0
#define EXPM1_HIGHEST 710.0
#define EXP2_LOWEST (-1076.0)
#define EXP2_HIGHEST 1025.0
#define LOG2_E 0x1.71547652b82fep+0
#define LN2 0x1.62e42fefa39efp-1
#define LN2_HIGH 0x1.62e42fefa2p-1
#define LN2_LOW 0x1.9ef35793c7p-41
#define LOG2_E_HIGH 0x1.7154760000000p+0
#define LOG2_E_LOW 0x1.4ae0bf85ddf43p-26
#define LOG10_E_HIGH 0x1.bcb7b10000000p-2
#define LOG10_E_LOW 0x1.49b9438ca9aadp-28
#define LOG10_2_HIGH 0x1.34413509f6000p-2
#define LOG10_2_LOW 0x1.9fef311f12b35p-42
