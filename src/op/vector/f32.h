/* The type and the constants of real.h for float; undefine.h takes them back. Knows of nothing. */
#define REAL float
#define UINT uint32_t
#define FN(name) ln_##name##_f32
#define C(x) ((float)(x))
#define POLYNOMIAL(name) name##_f32
#define FUSED LN_FUSED_f32
#define FRACTION 23
#define BIAS 127
#define SHIFTER 0x1.8p23f
#define WHOLE 0x1p23f /* its unit in the last place is 1 */
#define SIGN_BIT 0x80000000u
#define FRACTION_MASK 0x007fffffu
#define HALF_MASK 0xfffff000u
#define ONE_BITS 0x3f800000u
#define SQRT_HALF_BITS 0x3f3504f3u
#define LEAST_BITS 0x3f400000u /* of 3/4 */
#define SMALLEST 0x1p-126f
#define LARGEST 0x1.fffffep127f
#define LOG_DIVIDES 0
#define LOSES_ONE 0x1p25f /* 1 + x is x above */
#define TINY 0x1p-25f
#define EXP_LOWEST (-105.0f)
#define EXP_HIGHEST 91.0f
#define EXPM1_HIGHEST 89.0f
#define EXP2_LOWEST (-151.0f)
#define EXP2_HIGHEST 129.0f
/* Parts times a whole number of the exponent's size are exact. */
#define LOG2_E 0x1.715476p+0f
#define LN2 0x1.62e430p-1f
#define LN2_HIGH 0x1.62e4p-1f
#define LN2_LOW 0x1.7f7ep-20f
#define LOG2_E_HIGH 0x1.714p+0f
#define LOG2_E_LOW 0x1.47652ap-12f
#define LOG10_E_HIGH 0x1.bcap-2f
#define LOG10_E_LOW 0x1.7b1526p-14f
#define LOG10_2_HIGH 0x1.344p-2f
#define LOG10_2_LOW 0x1.3509f6p-18f
