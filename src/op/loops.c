/* The inner loops of the element-wise ops, one per row and element type, written to be vectorised. Knows of no tensors.
 * Each loop has a path for contiguous operands, one for a broadcast operand and one for any stride. */
#include <math.h>

#include "op/elementwise.h"

#define AT(type, base, step, i) (*(const type *)(const void *)((const char *)(base) + (i) * (step)))

#define UNARY_LOOP(name, suffix, type, out_type, expression)                                                                     \
    static void loop_##name##_##suffix(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                       \
    {                                                                                                                            \
        out_type *restrict o = out;                                                                                              \
        if (step[0] == (ptrdiff_t)sizeof(type)) {                                                                                \
            const type *restrict a = in[0];                                                                                      \
            for (int64_t i = 0; i < n; i++) {                                                                                    \
                type x = a[i];                                                                                                   \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
            return;                                                                                                              \
        }                                                                                                                        \
        for (int64_t i = 0; i < n; i++) {                                                                                        \
            type x = AT(type, in[0], step[0], i);                                                                                \
            o[i] = (out_type)(expression);                                                                                       \
        }                                                                                                                        \
    }

#define BINARY_LOOP(name, suffix, type, out_type, expression)                                                                    \
    static void loop_##name##_##suffix(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                       \
    {                                                                                                                            \
        out_type *restrict o = out;                                                                                              \
        const ptrdiff_t unit = (ptrdiff_t)sizeof(type);                                                                          \
        if (step[0] == unit && step[1] == unit) {                                                                                \
            const type *restrict a = in[0], *restrict b = in[1];                                                                 \
            for (int64_t i = 0; i < n; i++) {                                                                                    \
                type x = a[i], y = b[i];                                                                                         \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
        } else if (step[0] == unit && step[1] == 0) {                                                                            \
            const type *restrict a = in[0];                                                                                      \
            const type y = *(const type *)in[1];                                                                                 \
            for (int64_t i = 0; i < n; i++) {                                                                                    \
                type x = a[i];                                                                                                   \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
        } else if (step[0] == 0 && step[1] == unit) {                                                                            \
            const type *restrict b = in[1];                                                                                      \
            const type x = *(const type *)in[0];                                                                                 \
            for (int64_t i = 0; i < n; i++) {                                                                                    \
                type y = b[i];                                                                                                   \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
        } else {                                                                                                                 \
            for (int64_t i = 0; i < n; i++) {                                                                                    \
                type x = AT(type, in[0], step[0], i), y = AT(type, in[1], step[1], i);                                           \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
        }                                                                                                                        \
    }

/* Functions of the element type, by suffix: f32, f64, and integers. */
#define FLOAT_FUNCTIONS(tag, type, F)                                                                                            \
    static inline type max_##tag(type x, type y)                                                                                 \
    {                                                                                                                            \
        return x > y || x != x ? x : y;                                                                                          \
    }                                                                                                                            \
    static inline type min_##tag(type x, type y)                                                                                 \
    {                                                                                                                            \
        return x < y || x != x ? x : y;                                                                                          \
    }                                                                                                                            \
    static inline type sign_##tag(type x)                                                                                        \
    {                                                                                                                            \
        return x > 0 ? 1 : x < 0 ? -1 : x;                                                                                       \
    }                                                                                                                            \
    static inline type floordiv_##tag(type x, type y)                                                                            \
    {                                                                                                                            \
        return F(floor)(x / y);                                                                                                  \
    }                                                                                                                            \
    static inline type mod_##tag(type x, type y)                                                                                 \
    {                                                                                                                            \
        type r = F(fmod)(x, y);                                                                                                  \
        return r == 0 ? F(copysign)(0, y) : (r < 0) != (y < 0) ? r + y : r;                                                      \
    }                                                                                                                            \
    static inline type logaddexp_##tag(type x, type y)                                                                           \
    {                                                                                                                            \
        if (x == y)                                                                                                              \
            return x + (type)0.69314718055994530942;                                                                             \
        return x > y ? x + F(log1p)(F(exp)(y - x)) : x < y ? y + F(log1p)(F(exp)(x - y)) : x + y;                                \
    }                                                                                                                            \
    static inline type relu_##tag(type x)                                                                                        \
    {                                                                                                                            \
        return x > 0 || x != x ? x : 0;                                                                                          \
    }                                                                                                                            \
    static inline type sigmoid_##tag(type x)                                                                                     \
    {                                                                                                                            \
        type e = F(exp)(-F(fabs)(x));                                                                                            \
        return (x >= 0 ? 1 : e) / (1 + e);                                                                                       \
    }                                                                                                                            \
    static inline type softplus_##tag(type x)                                                                                    \
    {                                                                                                                            \
        return (x > 0 ? x : x != x ? x : 0) + F(log1p)(F(exp)(-F(fabs)(x)));                                                     \
    }
#define INTEGER_FUNCTIONS(suffix, type, is_signed)                                                                               \
    static inline type max_##suffix(type x, type y)                                                                              \
    {                                                                                                                            \
        return x > y ? x : y;                                                                                                    \
    }                                                                                                                            \
    static inline type min_##suffix(type x, type y)                                                                              \
    {                                                                                                                            \
        return x < y ? x : y;                                                                                                    \
    }                                                                                                                            \
    static inline type sign_##suffix(type x)                                                                                     \
    {                                                                                                                            \
        return (type)((x > 0) - (is_signed && x < 0));                                                                           \
    }                                                                                                                            \
    static inline type abs_##suffix(type x)                                                                                      \
    {                                                                                                                            \
        return is_signed && x < 0 ? (type)(0 - (uint64_t)x) : x;                                                                 \
    }                                                                                                                            \
    static inline type floordiv_##suffix(type x, type y)                                                                         \
    {                                                                                                                            \
        if (y == 0)                                                                                                              \
            return 0;                                                                                                            \
        if (is_signed && y == (type)-1)                                                                                          \
            return (type)(0 - (uint64_t)x);                                                                                      \
        type q = (type)(x / y);                                                                                                  \
        return (type)(q - (is_signed && x % y != 0 && (x < 0) != (y < 0)));                                                      \
    }                                                                                                                            \
    static inline type mod_##suffix(type x, type y)                                                                              \
    {                                                                                                                            \
        if (y == 0 || (is_signed && y == (type)-1))                                                                              \
            return 0;                                                                                                            \
        type r = (type)(x % y);                                                                                                  \
        return is_signed && r != 0 && (r < 0) != (y < 0) ? (type)(r + y) : r;                                                    \
    }                                                                                                                            \
    static inline type pow_##suffix(type x, type y)                                                                              \
    {                                                                                                                            \
        uint64_t base = (uint64_t)x, exponent = (uint64_t)y, result = 1;                                                         \
        if (is_signed && y < 0)                                                                                                  \
            return (type)(x == 1 ? 1 : x == (type)-1 ? ((exponent & 1) ? -1 : 1) : 0);                                           \
        for (; exponent != 0; exponent >>= 1, base *= base)                                                                      \
            if (exponent & 1)                                                                                                    \
                result *= base;                                                                                                  \
        return (type)result;                                                                                                     \
    }

#define F_f32(fn) fn##f
#define F_f64(fn) fn
FLOAT_FUNCTIONS(f32, float, F_f32)
FLOAT_FUNCTIONS(f64, double, F_f64)
INTEGER_FUNCTIONS(u8, uint8_t, 0)
INTEGER_FUNCTIONS(u16, uint16_t, 0)
INTEGER_FUNCTIONS(u32, uint32_t, 0)
INTEGER_FUNCTIONS(u64, uint64_t, 0)
INTEGER_FUNCTIONS(i8, int8_t, 1)
INTEGER_FUNCTIONS(i16, int16_t, 1)
INTEGER_FUNCTIONS(i32, int32_t, 1)
INTEGER_FUNCTIONS(i64, int64_t, 1)

/* TAG pastes the current suffix; it is redefined before each expansion of the rows below. */
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define MAX(x, y) PASTE(max_, TAG)(x, y)
#define MIN(x, y) PASTE(min_, TAG)(x, y)
#define SIGN(x) PASTE(sign_, TAG)(x)
#define FLOORDIV(x, y) PASTE(floordiv_, TAG)(x, y)
#define MOD(x, y) PASTE(mod_, TAG)(x, y)
#define RELU(x) MAX(x, 0)
#define LOGADDEXP(x, y) PASTE(logaddexp_, TAG)(x, y)
#define SIGMOID(x) PASTE(sigmoid_, TAG)(x)
#define SOFTPLUS(x) PASTE(softplus_, TAG)(x)
#define ISFINITE(x) isfinite(x)
#define ISINF(x) isinf(x)
#define ISNAN(x) isnan(x)

/* A row expands to its loops for one type when its rule has them. */
#define UNARY(name, rule, doc, sample, expression, ...) EXPAND_##rule(UNARY, name, expression)
#define BINARY(name, rule, doc, sample, expression, ...) EXPAND_##rule(BINARY, name, expression)
#define SKIP(KIND, name, expression)

/* integers */
#define ABS(x) PASTE(abs_, TAG)(x)
#define POW(x, y) PASTE(pow_, TAG)(x, y)
#define RINT(x) (x)
#define TRUNC(x) (x)
#define EXPAND_NUMERIC(KIND, name, expression) KIND##_LOOP_(name, TAG, TYPE, TYPE, expression)
#define EXPAND_COUNTING EXPAND_NUMERIC
#define EXPAND_COMPARE(KIND, name, expression) KIND##_LOOP_(name, TAG, TYPE, uint8_t, expression)
#define EXPAND_FLOATING(KIND, name, expression) SKIP(KIND, name, expression)
#define EXPAND_PREDICATE(KIND, name, expression) SKIP(KIND, name, expression)
#define EXPAND_LOGICAL(KIND, name, expression) SKIP(KIND, name, expression)
#define UNARY_LOOP_(name, tag, type, out_type, expression) UNARY_LOOP(name, tag, type, out_type, expression)
#define BINARY_LOOP_(name, tag, type, out_type, expression) BINARY_LOOP(name, tag, type, out_type, expression)

#define TAG u8
#define TYPE uint8_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#define TAG u16
#define TYPE uint16_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#define TAG u32
#define TYPE uint32_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#define TAG u64
#define TYPE uint64_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#define TAG i8
#define TYPE int8_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#define TAG i16
#define TYPE int16_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#define TAG i32
#define TYPE int32_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#define TAG i64
#define TYPE int64_t
#include "op/elementwise.def"
#undef TAG
#undef TYPE

/* floats */
#undef ABS
#undef POW
#undef RINT
#undef TRUNC
#undef RELU
#undef EXPAND_FLOATING
#undef EXPAND_PREDICATE
#define RELU(x) PASTE(relu_, TAG)(x)
#define EXPAND_FLOATING EXPAND_NUMERIC
#define EXPAND_PREDICATE EXPAND_COMPARE
#define ABS(x) F(fabs)(x)
#define POW(x, y) F(pow)(x, y)
#define RINT(x) F(rint)(x)
#define TRUNC(x) F(trunc)(x)
#define SQRT(x) F(sqrt)(x)
#define EXP(x) F(exp)(x)
#define EXP2(x) F(exp2)(x)
#define EXPM1(x) F(expm1)(x)
#define LOG(x) F(log)(x)
#define LOG1P(x) F(log1p)(x)
#define LOG2(x) F(log2)(x)
#define LOG10(x) F(log10)(x)
#define SIN(x) F(sin)(x)
#define COS(x) F(cos)(x)
#define TAN(x) F(tan)(x)
#define ASIN(x) F(asin)(x)
#define ACOS(x) F(acos)(x)
#define ATAN(x) F(atan)(x)
#define ATAN2(x, y) F(atan2)(x, y)
#define SINH(x) F(sinh)(x)
#define COSH(x) F(cosh)(x)
#define TANH(x) F(tanh)(x)
#define ASINH(x) F(asinh)(x)
#define ACOSH(x) F(acosh)(x)
#define ATANH(x) F(atanh)(x)
#define ERF(x) F(erf)(x)
#define FLOOR(x) F(floor)(x)
#define CEIL(x) F(ceil)(x)

#define TAG f32
#define TYPE float
#define F(fn) fn##f
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#undef F
#define TAG f64
#define TYPE double
#define F(fn) fn
#include "op/elementwise.def"
#undef TAG
#undef TYPE
#undef F

/* bool: only the logical ops compute in it */
#undef EXPAND_NUMERIC
#undef EXPAND_COUNTING
#undef EXPAND_COMPARE
#undef EXPAND_FLOATING
#undef EXPAND_PREDICATE
#undef EXPAND_LOGICAL
#define EXPAND_NUMERIC SKIP
#define EXPAND_COUNTING SKIP
#define EXPAND_COMPARE SKIP
#define EXPAND_FLOATING SKIP
#define EXPAND_PREDICATE SKIP
#define EXPAND_LOGICAL(KIND, name, expression) KIND##_LOOP_(name, b, uint8_t, uint8_t, expression)
#include "op/elementwise.def"
#undef UNARY
#undef BINARY

/* The rows. */
#define FLOATS(name) [LN_FLOAT32] = loop_##name##_f32, [LN_FLOAT64] = loop_##name##_f64
#define UNSIGNED(name)                                                                                                           \
    [LN_UINT8] = loop_##name##_u8, [LN_UINT16] = loop_##name##_u16, [LN_UINT32] = loop_##name##_u32,                             \
    [LN_UINT64] = loop_##name##_u64
#define SIGNED(name)                                                                                                             \
    [LN_INT8] = loop_##name##_i8, [LN_INT16] = loop_##name##_i16, [LN_INT32] = loop_##name##_i32, [LN_INT64] = loop_##name##_i64
#define ALL(name) UNSIGNED(name), SIGNED(name), FLOATS(name)
#define LOOPS_NUMERIC(name) ALL(name)
#define LOOPS_COUNTING(name) ALL(name)
#define LOOPS_COMPARE(name) ALL(name)
#define LOOPS_FLOATING(name) FLOATS(name)
#define LOOPS_PREDICATE(name) FLOATS(name)
#define LOOPS_LOGICAL(name) [LN_BOOL] = loop_##name##_b
#define UNARY(name, rule, ...) const ln_elementwise_row ln_row_##name = { LN_RULE_##rule, 1, { LOOPS_##rule(name) } };
#define BINARY(name, rule, ...) const ln_elementwise_row ln_row_##name = { LN_RULE_##rule, 2, { LOOPS_##rule(name) } };
#include "op/elementwise.def"
