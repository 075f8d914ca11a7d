/* The inner loops of the element-wise ops, one per row and element type, written so that a compiler vectorises them. Included by
 * loops_*.c once per instruction set, with LEVEL(name) the name for that set; the bits of the results are the same for all of them, but
 * where functions.h fuses. Knows of no tensors.
 *
 * elementwise.h states the contract of a loop. Operands one element apart and broadcast ones are read where they are; any others
 * are gathered in chunks, so that each row has one vector loop per case. */
#include "base/vector.h"
#include "op/elementwise.h"
#include "op/vector/functions.h"

enum { CHUNK = 256 };

/* Copies n elements of `size` bytes from `step` bytes apart to next to each other. */
static void gather(int64_t n, size_t size, void *to, const void *from, ptrdiff_t step)
{
    const char *at = from;
    switch (size) {
    case 1:
        for (int64_t i = 0; i < n; i++)
            ((uint8_t *)to)[i] = *(const uint8_t *)(at + i * step);
        break;
    case 2:
        for (int64_t i = 0; i < n; i++)
            ((uint16_t *)to)[i] = *(const uint16_t *)(const void *)(at + i * step);
        break;
    case 4:
        for (int64_t i = 0; i < n; i++)
            ((uint32_t *)to)[i] = *(const uint32_t *)(const void *)(at + i * step);
        break;
    default:
        for (int64_t i = 0; i < n; i++)
            ((uint64_t *)to)[i] = *(const uint64_t *)(const void *)(at + i * step);
    }
}

/* The operand's elements [done, done + n) next to each other: where they are, or gathered in `buffer`. */
static inline const void *adjacent(int64_t n, int64_t done, size_t size, void *buffer, const void *in, ptrdiff_t step)
{
    const char *from = (const char *)in + done * step;
    if (step == (ptrdiff_t)size)
        return from;
    gather(n, size, buffer, from, step);
    return buffer;
}

#define UNARY_LOOP(name, suffix, type, out_type, expression)                                                                     \
    static void loop_##name##_##suffix(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                       \
    {                                                                                                                            \
        type buffer[CHUNK];                                                                                                      \
        const int64_t block = step[0] == (ptrdiff_t)sizeof(type) ? n : CHUNK;                                                    \
        for (int64_t done = 0; done < n; done += block) {                                                                        \
            int64_t count = n - done < block ? n - done : block;                                                                 \
            const type *a = adjacent(count, done, sizeof(type), buffer, in[0], step[0]);                                         \
            out_type *o = (out_type *)out + done;                                                                                \
            LN_EACH (count) {                                                                                                    \
                type x = a[i];                                                                                                   \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
        }                                                                                                                        \
    }

#define BINARY_LOOP(name, suffix, type, out_type, expression)                                                                    \
    static void loop_##name##_##suffix(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                       \
    {                                                                                                                            \
        const ptrdiff_t unit = (ptrdiff_t)sizeof(type);                                                                          \
        if (step[0] == unit && step[1] == 0) {                                                                                   \
            const type *a = in[0], y = *(const type *)in[1];                                                                     \
            out_type *o = out;                                                                                                   \
            LN_EACH (n) {                                                                                                        \
                type x = a[i];                                                                                                   \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
            return;                                                                                                              \
        }                                                                                                                        \
        if (step[0] == 0 && step[1] == unit) {                                                                                   \
            const type *b = in[1], x = *(const type *)in[0];                                                                     \
            out_type *o = out;                                                                                                   \
            LN_EACH (n) {                                                                                                        \
                type y = b[i];                                                                                                   \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
            return;                                                                                                              \
        }                                                                                                                        \
        type buffer[2][CHUNK];                                                                                                   \
        const int64_t block = step[0] == unit && step[1] == unit ? n : CHUNK;                                                    \
        for (int64_t done = 0; done < n; done += block) {                                                                        \
            int64_t count = n - done < block ? n - done : block;                                                                 \
            const type *a = adjacent(count, done, sizeof(type), buffer[0], in[0], step[0]);                                      \
            const type *b = adjacent(count, done, sizeof(type), buffer[1], in[1], step[1]);                                      \
            out_type *o = (out_type *)out + done;                                                                                \
            LN_EACH (count) {                                                                                                    \
                type x = a[i], y = b[i];                                                                                         \
                o[i] = (out_type)(expression);                                                                                   \
            }                                                                                                                    \
        }                                                                                                                        \
    }

/* Functions of the element type, by suffix: f32, f64, and integers. Selections rather than branches. */
#define FLOAT_FUNCTIONS(tag, type, word, F)                                                                                      \
    /* x where it is nan, else `other`; by bits, since of two conditions in a row compilers make four masks. */                  \
    static inline type or_nan_##tag(type x, type other)                                                                          \
    {                                                                                                                            \
        const word nan = x != x ? (word)-1 : 0;                                                                                  \
        return ln_real_##tag((ln_bits_##tag(x) & nan) | (ln_bits_##tag(other) & ~nan));                                          \
    }                                                                                                                            \
    static inline type max_##tag(type x, type y)                                                                                 \
    {                                                                                                                            \
        return or_nan_##tag(x, x > y ? x : y);                                                                                   \
    }                                                                                                                            \
    static inline type min_##tag(type x, type y)                                                                                 \
    {                                                                                                                            \
        return or_nan_##tag(x, x < y ? x : y);                                                                                   \
    }                                                                                                                            \
    static inline type sign_##tag(type x)                                                                                        \
    {                                                                                                                            \
        return x > 0 ? 1 : x < 0 ? -1 : x;                                                                                       \
    }                                                                                                                            \
    static inline type mod_##tag(type x, type y)                                                                                 \
    {                                                                                                                            \
        type r = F(fmod)(x, y);                                                                                                  \
        return r == 0 ? F(copysign)(0, y) : (r < 0) != (y < 0) ? r + y : r;                                                      \
    }
#define INTEGER_FUNCTIONS(suffix, type, word, is_signed)                                                                         \
    static inline type plus_##suffix(type x, type y)                                                                             \
    {                                                                                                                            \
        return (type)((word)x + (word)y);                                                                                        \
    }                                                                                                                            \
    static inline type minus_##suffix(type x, type y)                                                                            \
    {                                                                                                                            \
        return (type)((word)x - (word)y);                                                                                        \
    }                                                                                                                            \
    static inline type times_##suffix(type x, type y)                                                                            \
    {                                                                                                                            \
        return (type)((word)x * (word)y);                                                                                        \
    }                                                                                                                            \
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
        return is_signed && x < 0 ? (type)(0 - (word)x) : x;                                                                     \
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
FLOAT_FUNCTIONS(f32, float, uint32_t, F_f32)
FLOAT_FUNCTIONS(f64, double, uint64_t, F_f64)
INTEGER_FUNCTIONS(u8, uint8_t, uint32_t, 0)
INTEGER_FUNCTIONS(u16, uint16_t, uint32_t, 0)
INTEGER_FUNCTIONS(u32, uint32_t, uint32_t, 0)
INTEGER_FUNCTIONS(u64, uint64_t, uint64_t, 0)
INTEGER_FUNCTIONS(i8, int8_t, uint32_t, 1)
INTEGER_FUNCTIONS(i16, int16_t, uint32_t, 1)
INTEGER_FUNCTIONS(i32, int32_t, uint32_t, 1)
INTEGER_FUNCTIONS(i64, int64_t, uint64_t, 1)

/* TAG pastes the current suffix; it is redefined before each expansion of the rows below. */
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define MAX(x, y) PASTE(max_, TAG)(x, y)
#define MIN(x, y) PASTE(min_, TAG)(x, y)
#define SIGN(x) PASTE(sign_, TAG)(x)
#define MOD(x, y) PASTE(mod_, TAG)(x, y)

/* A row expands to its loops for one type when its rule has them. */
#define UNARY(name, rule, doc, sample, expression, ...) EXPAND_##rule(UNARY, name, expression)
#define BINARY(name, rule, doc, sample, expression, ...) EXPAND_##rule(BINARY, name, expression)
#define SKIP(KIND, name, expression)

/* integers */
#define PLUS(x, y) PASTE(plus_, TAG)(x, y)
#define MINUS(x, y) PASTE(minus_, TAG)(x, y)
#define TIMES(x, y) PASTE(times_, TAG)(x, y)
#define NEGATIVE(x) PASTE(minus_, TAG)(0, x)
#define FLOORDIV(x, y) PASTE(floordiv_, TAG)(x, y)
#define RELU(x) MAX(x, 0)
#define ABS(x) PASTE(abs_, TAG)(x)
#define POW(x, y) PASTE(pow_, TAG)(x, y)
#define RINT(x) (x)
#define TRUNC(x) (x)
#define EXPAND_NUMERIC(KIND, name, expression) KIND##_LOOP_(name, TAG, TYPE, TYPE, expression)
#define EXPAND_COUNTING EXPAND_NUMERIC
#define EXPAND_COMPARE(KIND, name, expression) KIND##_LOOP_(name, TAG, TYPE, uint8_t, expression)
#define EXPAND_FLOATING(KIND, name, expression) SKIP(KIND, name, expression)
#define EXPAND_RANGED(KIND, name, expression) SKIP(KIND, name, expression)
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
#undef PLUS
#undef MINUS
#undef TIMES
#undef NEGATIVE
#undef FLOORDIV
#undef ABS
#undef POW
#undef RINT
#undef TRUNC
#undef RELU
#undef EXPAND_FLOATING
#undef EXPAND_PREDICATE
#undef EXPAND_RANGED
#define EXPAND_FLOATING EXPAND_NUMERIC
#define EXPAND_PREDICATE EXPAND_COMPARE
#define EXPAND_RANGED EXPAND_NUMERIC
#define PLUS(x, y) ((x) + (y))
#define MINUS(x, y) ((x) - (y))
#define TIMES(x, y) ((x) * (y))
#define NEGATIVE(x) (-(x))
#define FLOORDIV(x, y) F(floor)((x) / (y))
#define RELU(x) ((x) <= 0 ? 0 : (x))
#define ABS(x) F(fabs)(x)
#define RINT(x) F(rint)(x)
#define TRUNC(x) F(trunc)(x)
#define FLOOR(x) F(floor)(x)
#define CEIL(x) F(ceil)(x)
#define SQRT(x) F(sqrt)(x)
#define ISFINITE(x) (PASTE(ln_magnitude_, TAG)(x) <= PASTE(largest_, TAG))
#define ISINF(x) (PASTE(ln_magnitude_, TAG)(x) > PASTE(largest_, TAG))
#define ISNAN(x) ((x) != (x))
#define EXP(x) PASTE(ln_exp_, TAG)(x)
#define EXP2(x) PASTE(ln_exp2_, TAG)(x)
#define EXPM1(x) PASTE(ln_expm1_, TAG)(x)
#define LOG(x) PASTE(ln_log_, TAG)(x)
#define LOG1P(x) PASTE(ln_log1p_, TAG)(x)
#define LOG2(x) PASTE(ln_log2_, TAG)(x)
#define LOG10(x) PASTE(ln_log10_, TAG)(x)
#define TANH(x) PASTE(ln_tanh_, TAG)(x)
#define ERF(x) PASTE(ln_erf_, TAG)(x)
#define SIGMOID(x) PASTE(ln_sigmoid_, TAG)(x)
#define SOFTPLUS(x) PASTE(ln_softplus_, TAG)(x)
#define LOGADDEXP(x, y) PASTE(ln_logaddexp_, TAG)(x, y)
#define POW(x, y) PASTE(pow_, TAG)(x, y)
#define pow_f32 ln_pow_plain
#define pow_f64 ln_pow_f64
#define largest_f32 0x1.fffffep127f
#define largest_f64 0x1.fffffffffffffp1023
#define SIN(x) PASTE(sin_, TAG)(x)
#define COS(x) PASTE(cos_, TAG)(x)
#define sin_f32 ln_sin_plain
#define sin_f64 ln_sin_f64
#define cos_f32 ln_cos_plain
#define cos_f64 ln_cos_f64
#define ERFC(x) PASTE(erfc_, TAG)(x)
#define erfc_f32 ln_erfc_plain
#define erfc_f64 ln_erfc_f64
/* computed in double for both */
#define TAN(x) ln_tan_f64(x)
#define ASIN(x) ln_asin_f64(x)
#define ACOS(x) ln_acos_f64(x)
#define ATAN(x) ln_atan_f64(x)
#define ATAN2(x, y) ln_atan2_f64(x, y)
#define SINH(x) ln_sinh_f64(x)
#define COSH(x) ln_cosh_f64(x)
#define ASINH(x) ln_asinh_f64(x)
#define ACOSH(x) ln_acosh_f64(x)
#define ATANH(x) ln_atanh_f64(x)

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

/* Circular functions: a block with an argument beyond the vector loop's range runs one element after another. */
#define CIRCULAR_LOOP(name, near, suffix, type)                                                                                  \
    static void ranged_##name##_##suffix(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                     \
    {                                                                                                                            \
        type buffer[CHUNK];                                                                                                      \
        for (int64_t done = 0; done < n; done += CHUNK) {                                                                        \
            int64_t count = n - done < CHUNK ? n - done : CHUNK;                                                                 \
            const type *a = adjacent(count, done, sizeof(type), buffer, in[0], step[0]);                                         \
            type *o = (type *)out + done;                                                                                        \
            int far = 0;                                                                                                         \
            LN_EACH (count)                                                                                                      \
                far |= ln_magnitude_##suffix(a[i]) > (type)LN_CIRCULAR_LIMIT;                                                    \
            if (!far) {                                                                                                          \
                loop_##name##_##suffix(count, o, &(const void *){ a }, &(ptrdiff_t){ sizeof(type) });                            \
                continue;                                                                                                        \
            }                                                                                                                    \
            for (int64_t i = 0; i < count; i++)                                                                                  \
                o[i] = (type)(ln_magnitude_##suffix(a[i]) > (type)LN_CIRCULAR_LIMIT ? ln_##name##_any_f64(a[i]) : near(a[i]));   \
        }                                                                                                                        \
    }
CIRCULAR_LOOP(sin, ln_sin_plain, f32, float)
CIRCULAR_LOOP(cos, ln_cos_plain, f32, float)
CIRCULAR_LOOP(tan, ln_tan_f64, f32, float)
CIRCULAR_LOOP(sin, ln_sin_f64, f64, double)
CIRCULAR_LOOP(cos, ln_cos_f64, f64, double)
CIRCULAR_LOOP(tan, ln_tan_f64, f64, double)

/* Where the function name_near has name's bits for arguments that are `near`, a block of such arguments takes it. */
#define NEAR_LOOP(name, suffix, type, near)                                                                                      \
    static void ranged_##name##_##suffix(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                     \
    {                                                                                                                            \
        type buffer[CHUNK];                                                                                                      \
        for (int64_t done = 0; done < n; done += CHUNK) {                                                                        \
            int64_t count = n - done < CHUNK ? n - done : CHUNK;                                                                 \
            const type *a = adjacent(count, done, sizeof(type), buffer, in[0], step[0]);                                         \
            type *o = (type *)out + done;                                                                                        \
            int all = 1;                                                                                                         \
            LN_EACH (count) {                                                                                                    \
                const type x = a[i];                                                                                             \
                all &= near;                                                                                                     \
            }                                                                                                                    \
            if (!all) {                                                                                                          \
                loop_##name##_##suffix(count, o, &(const void *){ a }, &(ptrdiff_t){ sizeof(type) });                            \
                continue;                                                                                                        \
            }                                                                                                                    \
            LN_EACH (count)                                                                                                      \
                o[i] = ln_##name##_near_##suffix(a[i]);                                                                          \
        }                                                                                                                        \
    }
#define NEAR_LOOPS(name, factor)                                                                                                 \
    NEAR_LOOP(name, f32, float, ln_magnitude_f32(x) <= LN_EXP_NEAR_F32 / (factor))                                               \
    NEAR_LOOP(name, f64, double, ln_magnitude_f64(x) <= LN_EXP_NEAR_F64 / (factor))
NEAR_LOOPS(exp, 1)
NEAR_LOOPS(sigmoid, 1)
NEAR_LOOPS(softplus, 1)
NEAR_LOOPS(tanh, 2)
NEAR_LOOP(log, f32, float, (x >= 0x1p-126f) & (x <= largest_f32))
NEAR_LOOP(log, f64, double, (x >= 0x1p-1022) & (x <= largest_f64))

/* bool: only the logical ops compute in it */
#undef EXPAND_NUMERIC
#undef EXPAND_COUNTING
#undef EXPAND_COMPARE
#undef EXPAND_FLOATING
#undef EXPAND_PREDICATE
#undef EXPAND_LOGICAL
#undef EXPAND_RANGED
#define EXPAND_NUMERIC SKIP
#define EXPAND_COUNTING SKIP
#define EXPAND_COMPARE SKIP
#define EXPAND_FLOATING SKIP
#define EXPAND_PREDICATE SKIP
#define EXPAND_RANGED SKIP
#define EXPAND_LOGICAL(KIND, name, expression) KIND##_LOOP_(name, b, uint8_t, uint8_t, expression)
#include "op/elementwise.def"
#undef UNARY
#undef BINARY

/* Selection by a bool: out = in[0] ? in[1] : in[2], for elements of one size. */
#define WHERE_LOOP(bits)                                                                                                         \
    static void where_##bits(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                                 \
    {                                                                                                                            \
        typedef uint##bits##_t type;                                                                                             \
        const ptrdiff_t unit = (ptrdiff_t)sizeof(type);                                                                          \
        uint8_t flags[CHUNK];                                                                                                    \
        type buffer[2][CHUNK];                                                                                                   \
        const int whole = step[0] == 1 && (step[1] == 0 || step[1] == unit) && (step[2] == 0 || step[2] == unit);                \
        const int64_t block = whole ? n : CHUNK;                                                                                 \
        for (int64_t done = 0; done < n; done += block) {                                                                        \
            int64_t count = n - done < block ? n - done : block;                                                                 \
            const uint8_t *c = adjacent(count, done, 1, flags, in[0], step[0]);                                                  \
            const type *a = step[1] == 0 ? in[1] : adjacent(count, done, sizeof(type), buffer[0], in[1], step[1]);               \
            const type *b = step[2] == 0 ? in[2] : adjacent(count, done, sizeof(type), buffer[1], in[2], step[2]);               \
            type *o = (type *)out + done;                                                                                        \
            const type x = *a, y = *b;                                                                                           \
            if (step[1] == 0 && step[2] == 0) {                                                                                  \
                LN_EACH (count)                                                                                                  \
                    o[i] = c[i] ? x : y;                                                                                         \
            } else if (step[1] == 0) {                                                                                           \
                LN_EACH (count)                                                                                                  \
                    o[i] = c[i] ? x : b[i];                                                                                      \
            } else if (step[2] == 0) {                                                                                           \
                LN_EACH (count)                                                                                                  \
                    o[i] = c[i] ? a[i] : y;                                                                                      \
            } else {                                                                                                             \
                LN_EACH (count)                                                                                                  \
                    o[i] = c[i] ? a[i] : b[i];                                                                                   \
            }                                                                                                                    \
        }                                                                                                                        \
    }
WHERE_LOOP(8)
WHERE_LOOP(16)
WHERE_LOOP(32)
WHERE_LOOP(64)

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
#define LOOPS_RANGED(name) [LN_FLOAT32] = ranged_##name##_f32, [LN_FLOAT64] = ranged_##name##_f64
#define LOOPS_PREDICATE(name) FLOATS(name)
#define LOOPS_LOGICAL(name) [LN_BOOL] = loop_##name##_b
#define UNARY(name, rule, ...) [LN_ROW_##name] = { LOOPS_##rule(name) },
#define BINARY(name, rule, ...) [LN_ROW_##name] = { LOOPS_##rule(name) },
const ln_loops LEVEL(ln_loops) = {
    .rows = {
#include "op/elementwise.def"
    },
    .where = { where_8, where_16, where_32, where_64 },
};
#undef UNARY
#undef BINARY
