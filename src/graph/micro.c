/* Micro-operations of rows. Knows of no registers and of no encodings. */
#include "graph/micro.h"

#include <math.h>

#include "graph/x86.h"
#include "op/vector/functions.h"

static const uint8_t operands_of_row[LN_ROW_COUNT + 1] = {
#define UNARY(name, ...) [LN_ROW_##name] = 1,
#define BINARY(name, ...) [LN_ROW_##name] = 2,
#include "op/elementwise.def"
#undef UNARY
#undef BINARY
    [LN_ROW_COUNT] = 3,
};

int ln_micros_operands(const ln_instruction *i)
{
    if (i->action != LN_ACT_LOOP)
        return i->action == LN_ACT_PICK ? 2 : 1;
    return i->row < 0 ? LN_MAX_OPERANDS : operands_of_row[i->row];
}

ln_dtype ln_micros_dtype(const ln_instruction *i, int k)
{
    return i->action == LN_ACT_LOOP && i->row == LN_ROW_COUNT && k == 0 ? LN_BOOL : i->from;
}

static bool is_word(ln_dtype dtype)
{
    return dtype == LN_FLOAT32 || dtype == LN_INT32 || dtype == LN_UINT32;
}

/* Building ---------------------------------------------------------------------------------------------------------------------- */

int ln_micros_value(ln_micros *s, bool mask)
{
    if (s->value_count == LN_MICRO_VALUES) {
        s->full = true;
        return 0;
    }
    s->values[s->value_count].mask = mask;
    s->values[s->value_count].literal = false;
    return s->value_count++;
}

static int micro(ln_micros *s, ln_micro_kind kind, int how, int count, int a, int b, int c)
{
    const bool mask = kind == LN_MICRO_LANES || kind >= LN_MICRO_MASK_AND;
    const int out = ln_micros_value(s, mask);
    if (s->count == LN_MICROS) {
        s->full = true;
        return out;
    }
    s->list[s->count++] =
        (ln_micro){ (uint8_t)kind, (uint8_t)how, (uint8_t)count, (int16_t)out, { (int16_t)a, (int16_t)b, (int16_t)c } };
    return out;
}

static int one(ln_micros *s, ln_micro_kind kind, int a)
{
    return micro(s, kind, 0, 1, a, 0, 0);
}

static int two(ln_micros *s, ln_micro_kind kind, int a, int b)
{
    return micro(s, kind, 0, 2, a, b, 0);
}

static int add(ln_micros *s, int a, int b)
{
    return two(s, LN_MICRO_ADD, a, b);
}

static int sub(ln_micros *s, int a, int b)
{
    return two(s, LN_MICRO_SUB, a, b);
}

static int mul(ln_micros *s, int a, int b)
{
    return two(s, LN_MICRO_MUL, a, b);
}

/* a b + c */
static int fused(ln_micros *s, int a, int b, int c)
{
    return micro(s, LN_MICRO_FUSED, 0, 3, c, a, b);
}

/* c - a b */
static int less(ln_micros *s, int a, int b, int c)
{
    return micro(s, LN_MICRO_FUSED, 1, 3, c, a, b);
}

/* a b - c */
static int beyond(ln_micros *s, int a, int b, int c)
{
    return micro(s, LN_MICRO_FUSED, 2, 3, c, a, b);
}

static int quotient(ln_micros *s, int a, int b)
{
    return two(s, LN_MICRO_DIV, a, b);
}

static int lanes(ln_micros *s, int a, int how, int b)
{
    return micro(s, LN_MICRO_LANES, how, 2, a, b, 0);
}

static int pick(ln_micros *s, int mask, int yes, int no)
{
    return micro(s, LN_MICRO_SELECT, 0, 3, mask, yes, no);
}

static int keep(ln_micros *s, int mask, int a)
{
    return two(s, LN_MICRO_KEEP, mask, a);
}

static int rounded(ln_micros *s, int a, int how)
{
    return micro(s, LN_MICRO_ROUND, how, 1, a, 0, 0);
}

int ln_micros_literal(ln_micros *s, uint32_t word)
{
    for (int v = 0; v < s->value_count; v++)
        if (s->values[v].literal && s->values[v].bits == word)
            return v;
    int v = ln_micros_value(s, false);
    s->values[v].literal = true;
    s->values[v].bits = word;
    return v;
}

static int number(ln_micros *s, float x)
{
    uint32_t word;
    memcpy(&word, &x, sizeof word);
    return ln_micros_literal(s, word);
}

/* Functions, as real.h has them ------------------------------------------------------------------------------------------------- */

#include "op/vector/f32.h"

static int magnitude(ln_micros *s, int x)
{
    return two(s, LN_MICRO_AND, x, ln_micros_literal(s, ~SIGN_BIT));
}

static int polynomial(ln_micros *s, int x, int x2, int count, const float *terms)
{
    int sum = -1;
    for (int i = (count - 1) / 2 * 2; i >= 0; i -= 2) {
        int pair = number(s, terms[i]);
        if (i + 1 < count)
            pair = fused(s, x, number(s, terms[i + 1]), pair);
        sum = sum < 0 ? pair : fused(s, x2, sum, pair);
    }
    return sum;
}
#define TERMS(name, x, x2)                                                                                                       \
    polynomial(s, x, x2, (int)(sizeof(float[]){ name##_TERMS_f32 } / sizeof(float)), (float[]){ name##_TERMS_f32 })

/* The run goes on while a compares so with b nowhere, nor c with d. */
static void guard(ln_micros *s, int a, int how, int b, int c, int other, int d)
{
    int far = lanes(s, a, how, b);
    one(s, LN_MICRO_GUARD, c < 0 ? far : two(s, LN_MICRO_MASK_OR, far, lanes(s, c, other, d)));
}

static int less_powers(ln_micros *s, int x, int n)
{
    return less(s, n, number(s, LN2_LOW), less(s, n, number(s, LN2_HIGH), x));
}

/* 1 + exp_rest of what less_powers gave. */
static int exp_of_rest(ln_micros *s, int r)
{
    int r2 = mul(s, r, r);
    return add(s, fused(s, r2, TERMS(EXP, r, r2), r), number(s, 1));
}

/* With AVX-512 n is not bounded but r is, where x is far from all that has an exponential but 0 and infinity: scaling gives these of any number above 0
 * and of a large n, and NaN of n. */
static int exponential(ln_micros *s, int x)
{
    if (!s->avx512) {
        guard(s, magnitude(s, x), X86_NLE, number(s, LN_EXP_NEAR_F32), -1, 0, 0);
        int shifted = add(s, mul(s, x, number(s, LOG2_E)), number(s, SHIFTER));
        int y = exp_of_rest(s, less_powers(s, x, sub(s, shifted, number(s, SHIFTER))));
        return two(s, LN_MICRO_PLUS, y, micro(s, LN_MICRO_LEFT, FRACTION, 1, shifted, 0, 0));
    }
    int n = rounded(s, mul(s, x, number(s, LOG2_E)), X86_NEAREST);
    int r = two(s, LN_MICRO_RANGE, less_powers(s, x, n), number(s, 0.5f));
    return two(s, LN_MICRO_SCALE, exp_of_rest(s, r), n);
}

/* log_whole of k times `unit`. */
static int log_whole(ln_micros *s, int k, float unit, int f)
{
    int z = mul(s, f, f);
    return less(s, k, number(s, LN2 * unit), less(s, z, TERMS(LOG, f, z), f));
}

/* With AVX2 k of log_parts as the bits that it has in a float, k 2^FRACTION. */
static int exponent_bits(ln_micros *s, int x)
{
    return two(s, LN_MICRO_AND, two(s, LN_MICRO_PLUS, x, ln_micros_literal(s, -LEAST_BITS)),
               ln_micros_literal(s, ~FRACTION_MASK));
}

/* With AVX-512 -k is inf and -inf at 0 and inf, where f is 0, and f is NaN below 0: so the logarithm needs no look at special points. */
static int logarithm(ln_micros *s, int x)
{
    if (s->avx512) {
        int fraction = one(s, LN_MICRO_FRACTION, x);
        int k = sub(s, one(s, LN_MICRO_EXPONENT, fraction), one(s, LN_MICRO_EXPONENT, x));
        return log_whole(s, k, 1, sub(s, fraction, number(s, 1)));
    }
    guard(s, x, X86_NGE, number(s, SMALLEST), x, X86_NLE, number(s, LARGEST));
    int e = exponent_bits(s, x);
    return log_whole(s, one(s, LN_MICRO_FROM_INT, e), -0x1p-23f, sub(s, two(s, LN_MICRO_MINUS, x, e), number(s, 1)));
}

/* Beyond LOSES_ONE f is what it is in log1p until 2^-k is no normal number. With AVX-512 f is NaN at -1 and inf, where any number will do, and below -1,
 * where k is NaN too. */
static int log1p_of(ln_micros *s, int x)
{
    int k, unit, u = add(s, x, number(s, 1));
    if (s->avx512) {
        k = sub(s, one(s, LN_MICRO_EXPONENT, one(s, LN_MICRO_FRACTION, u)), one(s, LN_MICRO_EXPONENT, u));
        unit = two(s, LN_MICRO_SCALE, number(s, 1), k);
    } else {
        guard(s, x, X86_NGT, number(s, -1), x, X86_NLE, number(s, 0x1p100f));
        int e = two(s, LN_MICRO_MINUS, ln_micros_literal(s, 0), exponent_bits(s, u));
        k = one(s, LN_MICRO_FROM_INT, e);
        unit = two(s, LN_MICRO_PLUS, e, ln_micros_literal(s, ONE_BITS));
    }
    int f = beyond(s, x, unit, sub(s, number(s, 1), unit));
    return log_whole(s, k, s->avx512 ? 1 : 0x1p-23f, s->avx512 ? two(s, LN_MICRO_MAX, f, number(s, -0.5f)) : f);
}

static int tangent(ln_micros *s, int x)
{
    int a = magnitude(s, x), z = mul(s, a, a);
    int small = fused(s, mul(s, a, z), TERMS(TANH, z, mul(s, z, z)), a);
    int e = exponential(s, add(s, a, a));
    int large = sub(s, number(s, 1), quotient(s, number(s, 2), add(s, e, number(s, 1))));
    int y = pick(s, lanes(s, a, X86_LT, number(s, 0.625f)), small, large);
    return two(s, LN_MICRO_OR, magnitude(s, y), two(s, LN_MICRO_AND, x, ln_micros_literal(s, SIGN_BIT)));
}

static int logistic(ln_micros *s, int x)
{
    int e = exponential(s, two(s, LN_MICRO_OR, x, ln_micros_literal(s, SIGN_BIT)));
    int below = lanes(s, x, X86_LT, number(s, 0));
    int sum = add(s, e, number(s, 1)), lost = sub(s, e, sub(s, sum, number(s, 1)));
    int y = quotient(s, pick(s, below, e, number(s, 1)), sum);
    return less(s, mul(s, y, lost), pick(s, below, sub(s, number(s, 1), y), y), y);
}

static int softplus(ln_micros *s, int x)
{
    int e = exponential(s, two(s, LN_MICRO_OR, x, ln_micros_literal(s, SIGN_BIT)));
    int y = pick(s, lanes(s, x, X86_LT, number(s, 0)), number(s, 0), x);
    int z = mul(s, e, e);
    return add(s, less(s, z, TERMS(UNIT_DIRECT, e, z), e), y);
}

/* Rows -------------------------------------------------------------------------------------------------------------------------- */

/* Whether it is known to be a number, and no zero, of which there are two. */
static bool is_plain(const ln_micros *s, int v)
{
    const uint32_t magnitude = s->values[v].bits & 0x7fffffff;
    return s->values[v].literal && magnitude != 0 && magnitude <= 0x7f800000;
}

/* The larger (or smaller) of a and b, a where it is NaN: b where the instruction has no other answer, as x > y ? x : y has it. */
static int extreme(ln_micros *s, ln_micro_kind kind, int a, int b)
{
    if (is_plain(s, a))
        return two(s, kind, a, b);
    if (is_plain(s, b))
        return two(s, kind, b, a);
    return pick(s, lanes(s, a, X86_UNORDERED, a), a, two(s, kind, a, b));
}

static int sign(ln_micros *s, int x) /* NaN and zeros stay */
{
    int above = pick(s, lanes(s, x, X86_GT, number(s, 0)), number(s, 1), x);
    return pick(s, lanes(s, x, X86_LT, number(s, 0)), number(s, -1), above);
}

/* The rows of elementwise.def that native code knows, and their micro-operations for operands a and b: of float32, and of bool. */
#define FLOAT_ROWS(ROW)                                                                                                          \
    ROW(add, add(s, a, b))                                                                                                       \
    ROW(subtract, sub(s, a, b))                                                                                                  \
    ROW(multiply, mul(s, a, b))                                                                                                  \
    ROW(square, mul(s, a, a))                                                                                                    \
    ROW(divide, quotient(s, a, b))                                                                                               \
    ROW(divide_no_nan, keep(s, lanes(s, b, X86_NE, number(s, 0)), quotient(s, a, b)))                                            \
    ROW(floor_divide, rounded(s, quotient(s, a, b), X86_FLOOR))                                                                  \
    ROW(maximum, extreme(s, LN_MICRO_MAX, a, b))                                                                                 \
    ROW(minimum, extreme(s, LN_MICRO_MIN, a, b))                                                                                 \
    ROW(negative, two(s, LN_MICRO_XOR, a, ln_micros_literal(s, SIGN_BIT)))                                                       \
    ROW(absolute, magnitude(s, a))                                                                                               \
    ROW(sign, sign(s, a))                                                                                                        \
    ROW(reciprocal, quotient(s, number(s, 1), a))                                                                                \
    ROW(sqrt, one(s, LN_MICRO_SQRT, a))                                                                                          \
    ROW(rsqrt, quotient(s, number(s, 1), one(s, LN_MICRO_SQRT, a)))                                                              \
    ROW(exp, exponential(s, a))                                                                                                  \
    ROW(log, logarithm(s, a))                                                                                                    \
    ROW(log1p, log1p_of(s, a))                                                                                                   \
    ROW(tanh, tangent(s, a))                                                                                                     \
    ROW(sigmoid, logistic(s, a))                                                                                                 \
    ROW(softplus, softplus(s, a))                                                                                                \
    ROW(floor, rounded(s, a, X86_FLOOR))                                                                                         \
    ROW(ceil, rounded(s, a, X86_CEIL))                                                                                           \
    ROW(rint, rounded(s, a, X86_NEAREST))                                                                                        \
    ROW(trunc, rounded(s, a, X86_TRUNC))                                                                                         \
    ROW(relu, keep(s, lanes(s, a, X86_NLE, number(s, 0)), a))                                                                    \
    ROW(equal, lanes(s, a, X86_EQ, b))                                                                                           \
    ROW(not_equal, lanes(s, a, X86_NE, b))                                                                                       \
    ROW(less, lanes(s, a, X86_LT, b))                                                                                            \
    ROW(less_equal, lanes(s, a, X86_LE, b))                                                                                      \
    ROW(greater, lanes(s, a, X86_GT, b))                                                                                         \
    ROW(greater_equal, lanes(s, a, X86_GE, b))                                                                                   \
    ROW(isnan, lanes(s, a, X86_UNORDERED, a))                                                                                    \
    ROW(isfinite, lanes(s, magnitude(s, a), X86_LE, number(s, LARGEST)))                                                         \
    ROW(isinf, lanes(s, magnitude(s, a), X86_GT, number(s, LARGEST)))
#define BOOL_ROWS(ROW)                                                                                                           \
    ROW(logical_and, two(s, LN_MICRO_MASK_AND, a, b))                                                                            \
    ROW(logical_or, two(s, LN_MICRO_MASK_OR, a, b))                                                                              \
    ROW(logical_xor, two(s, LN_MICRO_MASK_XOR, a, b))                                                                            \
    ROW(logical_not, one(s, LN_MICRO_MASK_NOT, a))

static int row_micros(ln_micros *s, int row, int a, int b)
{
#define ROW(name, expression)                                                                                                    \
    case LN_ROW_##name:                                                                                                          \
        return expression;
    switch (row) {
        FLOAT_ROWS(ROW)
        BOOL_ROWS(ROW)
    }
#undef ROW
    return 0;
}

/* What a row takes, LN_DTYPE_COUNT when there are no micro-operations for it. */
static ln_dtype row_dtype(int row)
{
#define ROW(name, expression) case LN_ROW_##name:
    switch (row) {
        FLOAT_ROWS(ROW)
        return LN_FLOAT32;
        BOOL_ROWS(ROW)
        return LN_BOOL;
    default:
        return LN_DTYPE_COUNT;
    }
#undef ROW
}

bool ln_micros_can(const ln_instruction *i)
{
    for (int k = 0; k < ln_micros_operands(i); k++)
        if (i->step[k] != 0 && i->step[k] != (ptrdiff_t)ln_dtype_size(ln_micros_dtype(i, k)))
            return false;
    if (i->action == LN_ACT_CONVERT) {
        if (i->from == i->to)
            return is_word(i->to) || i->to == LN_BOOL;
        return (i->to == LN_FLOAT32 && (i->from == LN_BOOL || i->from == LN_INT32)) ||
               (i->to == LN_BOOL && i->from == LN_FLOAT32);
    }
    if (i->action != LN_ACT_LOOP || i->row < 0)
        return false;
    if (i->row == LN_ROW_COUNT)
        return is_word(i->from);
    return i->from == row_dtype(i->row);
}

void ln_micros_sum(ln_micros *s, int value, int sum)
{
    micro(s, LN_MICRO_SUM, sum, 1, value, 0, 0);
}

int ln_micros_add(ln_micros *s, const ln_instruction *i, const int *in)
{
    if (i->action != LN_ACT_CONVERT)
        return i->row == LN_ROW_COUNT ? pick(s, in[0], in[1], in[2]) : row_micros(s, i->row, in[0], in[1]);
    if (i->from == i->to)
        return one(s, i->to == LN_BOOL ? LN_MICRO_MASK_COPY : LN_MICRO_COPY, in[0]);
    if (i->to == LN_BOOL)
        return lanes(s, in[0], X86_NE, number(s, 0));
    return i->from == LN_BOOL ? keep(s, in[0], number(s, 1)) : one(s, LN_MICRO_FROM_INT, in[0]);
}
