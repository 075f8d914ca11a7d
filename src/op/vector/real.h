/* Elementary functions of one floating type: included by functions.h once for float and once for double, with
 *   REAL, UINT     the type and the unsigned integer of its size
 *   FN(name)       name of a function for the type; C(x) a constant of the type
 *   FRACTION, BIAS bits of the fraction, bias of the exponent
 * and the constants of functions.h. Knows of nothing but numbers; functions.h says how they are written. */

static inline UINT FN(bits)(REAL x)
{
    UINT u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline REAL FN(real)(UINT u)
{
    REAL x;
    memcpy(&x, &u, sizeof x);
    return x;
}

static inline REAL FN(magnitude)(REAL x)
{
    return FN(real)(FN(bits)(x) & ~SIGN_BIT);
}

/* |x| with the sign of y. */
static inline REAL FN(with_sign)(REAL x, REAL y)
{
    return FN(real)((FN(bits)(x) & ~SIGN_BIT) | (FN(bits)(y) & SIGN_BIT));
}

/* The nearest integer of |x| < 2^(FRACTION - 1), halves to even: adding SHIFTER pushes the fraction out. */
static inline REAL FN(nearest)(REAL x)
{
    return (x + SHIFTER) - SHIFTER;
}

/* 2^n for an integer n whose power is a normal number. */
static inline REAL FN(power_of_two)(REAL n)
{
    return FN(real)(FN(bits)(n + (SHIFTER + BIAS)) << FRACTION);
}

/* y * 2^n for y near 1, in two steps, so that only the second one can round, overflow or underflow. */
static inline REAL FN(scale)(REAL y, REAL n)
{
    REAL half = FN(nearest)(n * C(0.5));
    return y * FN(power_of_two)(half) * FN(power_of_two)(n - half);
}

static inline REAL FN(clamp)(REAL x, REAL low, REAL high)
{
    x = x < low ? low : x;
    return x > high ? high : x;
}

/* x - n ln 2 for a whole n: the first difference is exact. */
static inline REAL FN(less_powers)(REAL x, REAL n)
{
    return FUSED(n, -LN2_LOW, FUSED(n, -LN2_HIGH, x));
}

/* exp(r) - 1 for x = n ln 2 + r, where 1 is then added. */
static inline REAL FN(exp_rest)(REAL x, REAL n)
{
    REAL r = FN(less_powers)(x, n);
    return FUSED(r * r, POLYNOMIAL(EXP)(r), r);
}

/* The nearest whole number to x / ln 2. */
static inline REAL FN(exp_power)(REAL x)
{
    return FN(nearest)(x * LOG2_E);
}

/* exp(x) where |x| <= LN_EXP_NEAR, where it is a normal number: n joins the exponent, without rounding. The bits of exp(x). */
static inline REAL FN(exp_near)(REAL x)
{
    REAL shifted = x * LOG2_E + SHIFTER; /* n is in its last bits */
    return FN(real)(FN(bits)(1 + FN(exp_rest)(x, shifted - SHIFTER)) + (FN(bits)(shifted) << FRACTION));
}

/* exp(x) 2^shift for a small whole `shift`. */
static inline REAL FN(exp_shifted)(REAL x, REAL shift)
{
    x = FN(clamp)(x, EXP_LOWEST, EXP_HIGHEST);
    REAL n = FN(exp_power)(x);
    return FN(scale)(1 + FN(exp_rest)(x, n), n + shift);
}

static inline REAL FN(exp)(REAL x)
{
    return FN(exp_shifted)(x, 0);
}

static inline REAL FN(exp2)(REAL x)
{
    x = FN(clamp)(x, EXP2_LOWEST, EXP2_HIGHEST);
    REAL n = FN(nearest)(x), r = x - n;
    return FN(scale)(FUSED(r, POLYNOMIAL(EXP2)(r), 1), n);
}

/* 2^n (1 + p) - 1 as 2 ((2^(n-1) - 1/2) + 2^(n-1) p): no step overflows before the result does. */
static inline REAL FN(expm1)(REAL x)
{
    REAL a = FN(clamp)(x, -60, EXPM1_HIGHEST), n = FN(exp_power)(a), t = FN(power_of_two)(n - 1);
    REAL high = a - n * LN2_HIGH, low = n * LN2_LOW, r = high - low;
    REAL p = high + FUSED(r * r, POLYNOMIAL(EXP)(r), -low);
    REAL y = FUSED(t, p, t - C(0.5)) * 2;
    return FN(magnitude)(x) < TINY ? x : y;
}

/* What log(1 + f) lacks to f, for 1 + f in [3/4, 3/2); at most a quarter of the logarithm. For float a polynomial; for double, where it would be of
 * degree 20, the logarithm is 2 atanh(s) with s = f / (2 + f), of which 2 s is f - s f. */
static inline REAL FN(log_lack)(REAL f)
{
#if LOG_DIVIDES
    REAL s = f / (2 + f), z = s * s;
    return s * FUSED(-z, POLYNOMIAL(LOG)(z), f);
#else
    return f * f * POLYNOMIAL(LOG)(f);
#endif
}

/* log(1 + f) - k log(2), of k = 0 and f = -0 too. A float is near enough to log(2) where the product isn't rounded. */
static inline REAL FN(log_whole)(REAL k, REAL f)
{
#if LOG_DIVIDES || !LN_FUSES
    return FUSED(k, -LN2_HIGH, f - FUSED(k, LN2_LOW, FN(log_lack)(f)));
#else
    return FUSED(k, -LN2, FUSED(-(f * f), POLYNOMIAL(LOG)(f), f));
#endif
}

/* -k and f of a positive normal x = 2^k (1 + f), 1 + f in [3/4, 3/2). */
static inline void FN(log_parts)(REAL x, REAL *k, REAL *f)
{
    UINT u = FN(bits)(x) + (ONE_BITS - LEAST_BITS);
    *k = (WHOLE + BIAS) - FN(real)((u >> FRACTION) | FN(bits)(WHOLE));
    *f = FN(real)((u & FRACTION_MASK) + LEAST_BITS) - 1;
}

/* x as a positive normal number for log_parts, and what that adds to k. */
static inline REAL FN(log_argument)(REAL x, REAL *more)
{
    int small = x < SMALLEST;
    *more = small ? -(REAL)(FRACTION + 2) : 0;
    return small ? x * (REAL)((UINT)1 << (FRACTION + 2)) : x;
}

/* The value y of a logarithm at x, with the points where there is none. */
static inline REAL FN(log_special)(REAL x, REAL y)
{
    y = x > LARGEST ? x : y;
    y = x == 0 ? -C(INFINITY) : y;
    y = x < 0 ? C(NAN) : y;
    return x != x ? x : y;
}

/* log(x) + more log(2) for a positive normal x. */
static inline REAL FN(log_shifted)(REAL x, REAL more)
{
    REAL k, f;
    FN(log_parts)(x, &k, &f);
    return FN(log_whole)(k - more, f);
}

/* log(x) for a positive normal x: the bits of log(x). */
static inline REAL FN(log_near)(REAL x)
{
    return FN(log_shifted)(x, 0);
}

static inline REAL FN(log)(REAL x)
{
    REAL more, m = FN(log_argument)(x, &more);
    return FN(log_special)(x, FN(log_shifted)(m, more));
}

/* -k and f of 1 + x = 2^k (1 + f) for x > -1: f is 2^-k x - (1 - 2^-k), whose parts are exact, or as good as that where 1 is lost in x. */
static inline REAL FN(log1p_parts)(REAL x, REAL *k)
{
    UINT u = FN(bits)(1 + x) + (ONE_BITS - LEAST_BITS);
    *k = (WHOLE + BIAS) - FN(real)((u >> FRACTION) | FN(bits)(WHOLE));
    REAL fraction = FN(real)((u & FRACTION_MASK) + LEAST_BITS), unit = FN(real)(2 * ONE_BITS - (u & ~FRACTION_MASK)); /* 2^-k */
    return x > LOSES_ONE ? fraction - 1 : FUSED(x, unit, -(1 - unit));
}

/* log(1 + x + low) for x > -1 and a tiny `low`. */
static inline REAL FN(log1p_sum)(REAL x, REAL low)
{
    REAL k, f = FN(log1p_parts)(x, &k);
    return FUSED(k, -LN2_HIGH, f - (FN(log_lack)(f) + FUSED(k, LN2_LOW, -(low / (1 + x)))));
}

static inline REAL FN(log1p)(REAL x)
{
    REAL k, f = FN(log1p_parts)(x, &k), y = FN(log_whole)(k, f);
    y = x > LARGEST ? x : y;
    y = x == -1 ? -C(INFINITY) : y;
    return x < -1 ? C(NAN) : y;
}

/* log(x) / log(base): the logarithm of 1 + f in a high part of half the bits and a low one, times 1 / log(base) in two parts;
 * k_high + k_low is k log(2) / log(base). */
static inline REAL FN(log_base)(REAL f, REAL t, REAL inverse_high, REAL inverse_low, REAL k_high, REAL k_low)
{
    REAL high = FN(real)(FN(bits)(f - t) & HALF_MASK), low = (f - high) - t;
    REAL a = high * inverse_high, b = (low + high) * inverse_low + low * inverse_high + k_low;
    REAL sum = k_high + a;
    return sum + (((k_high - sum) + a) + b);
}

static inline REAL FN(log2)(REAL x)
{
    REAL more, k, f;
    FN(log_parts)(FN(log_argument)(x, &more), &k, &f);
    return FN(log_special)(x, FN(log_base)(f, FN(log_lack)(f), LOG2_E_HIGH, LOG2_E_LOW, more - k, 0));
}

static inline REAL FN(log10)(REAL x)
{
    REAL more, k, f;
    FN(log_parts)(FN(log_argument)(x, &more), &k, &f);
    k = more - k;
    return FN(log_special)(x, FN(log_base)(f, FN(log_lack)(f), LOG10_E_HIGH, LOG10_E_LOW, k * LOG10_2_HIGH, k * LOG10_2_LOW));
}

/* tanh(x) by e = exp(2 |x|). */
static inline REAL FN(tanh_by)(REAL x, REAL e)
{
    REAL a = FN(magnitude)(x), z = a * a;
    REAL small = FUSED(a * z, POLYNOMIAL(TANH)(z), a);
    REAL large = 1 - 2 / (e + 1);
    return FN(with_sign)(a < C(0.625) ? small : large, x);
}

static inline REAL FN(tanh)(REAL x)
{
    REAL a = FN(magnitude)(x);
    return FN(tanh_by)(x, FN(exp)(a + a));
}

static inline REAL FN(tanh_near)(REAL x)
{
    REAL a = FN(magnitude)(x);
    return FN(tanh_by)(x, FN(exp_near)(a + a));
}

/* The logistic function by e = exp(-|x|). */
static inline REAL FN(sigmoid_by)(REAL x, REAL e)
{
    REAL sum = 1 + e, lost = e - (sum - 1), y = (x < 0 ? e : 1) / sum;
    return FUSED(-(y * lost), x < 0 ? 1 - y : y, y); /* the last factor is about 1 / sum */
}

static inline REAL FN(sigmoid)(REAL x)
{
    return FN(sigmoid_by)(x, FN(exp)(-FN(magnitude)(x)));
}

static inline REAL FN(sigmoid_near)(REAL x)
{
    return FN(sigmoid_by)(x, FN(exp_near)(-FN(magnitude)(x)));
}

/* y + log(1 + e) for 0 <= e <= 1, as log_lack has it. Where products are rounded, s makes up for what 2 + e loses, and the
 * sum begins with y. */
static inline REAL FN(log1p_unit)(REAL e, REAL y)
{
#if LOG_DIVIDES || !LN_FUSES
    REAL d = 2 + e, s = e / d;
    s = LN_FUSES ? s : s - s * ((e - (d - 2)) * C(0.4)); /* 1 / d is about 0.4 */
    REAL z = s * s;
    REAL t = FUSED(-z, POLYNOMIAL(UNIT)(z), e);
    return LN_FUSES ? FUSED(-s, t, e) + y : (y - s * t) + e;
#else
    return FUSED(-(e * e), POLYNOMIAL(UNIT_DIRECT)(e), e) + y;
#endif
}

static inline REAL FN(softplus)(REAL x)
{
    return FN(log1p_unit)(FN(exp)(-FN(magnitude)(x)), x < 0 ? 0 : x);
}

static inline REAL FN(softplus_near)(REAL x)
{
    return FN(log1p_unit)(FN(exp_near)(-FN(magnitude)(x)), x < 0 ? 0 : x);
}

static inline REAL FN(logaddexp)(REAL x, REAL y)
{
    REAL top = x > y ? x : y, gap = FN(magnitude)(x - y);
    REAL sum = FN(log1p_unit)(FN(exp)(-gap), top);
    sum = x == y ? x + LN2 : sum;
    return (x != x) | (y != y) ? x + y : sum;
}

/* For |x| > 1: 1 - exp(-x^2) H(x). The error of x^2, relative to exp(-x^2) < 0.37, does not show in a result above 0.84. */
static inline REAL FN(erf)(REAL x)
{
    REAL a = FN(magnitude)(x), z = a * a;
    REAL small = FUSED(a, POLYNOMIAL(ERF)(z > 1 ? 1 : z), a);
    REAL b = FN(clamp)(a, 1, 6), t = 2 / (2 + b) - C(0.45);
    REAL large = FUSED(-FN(exp_near)(-(b * b)), POLYNOMIAL(ERFC)(t), 1);
    REAL y = a > 1 ? large : small;
    return x != x ? x : FN(with_sign)(y, x);
}
