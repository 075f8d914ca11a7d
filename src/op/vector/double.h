/* Elementary functions computed in double for both floating types: included by functions.h. Rules as there. Knows of nothing but
 * numbers.
 *
 * A pair (high, low) is an unevaluated sum, |low| at most half a unit in the last place of high. */

typedef struct ln_pair {
    double high, low;
} ln_pair;

/* a + b exactly, for |a| >= |b| or a = 0. */
static inline ln_pair ln_pair_fast_sum(double a, double b)
{
    double s = a + b;
    return (ln_pair){ s, (a - s) + b };
}

/* a + b exactly. */
static inline ln_pair ln_pair_sum(double a, double b)
{
    double s = a + b, back = s - a;
    return (ln_pair){ s, (a - (s - back)) + (b - back) };
}

/* a * b exactly, by halves of 26 bits (Dekker), for magnitudes below 2^990. */
static inline ln_pair ln_pair_product(double a, double b)
{
    double p = a * b;
    double a1 = ln_real_f64(ln_bits_f64(a) & HALF_MASK), a2 = a - a1;
    double b1 = ln_real_f64(ln_bits_f64(b) & HALF_MASK), b2 = b - b1;
    return (ln_pair){ p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2 };
}

/* a b with the low parts. */
static inline ln_pair ln_pair_multiply(ln_pair a, ln_pair b)
{
    ln_pair p = ln_pair_product(a.high, b.high);
    return ln_pair_fast_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

/* a / b with the low parts. */
static inline ln_pair ln_pair_divide(ln_pair a, ln_pair b)
{
    double q = a.high / b.high;
    ln_pair p = ln_pair_product(q, b.high);
    return ln_pair_fast_sum(q, (((a.high - p.high) - p.low) + (a.low - q * b.low)) / b.high);
}

static inline ln_pair ln_pair_select(int first, ln_pair a, ln_pair b)
{
    return (ln_pair){ first ? a.high : b.high, first ? a.low : b.low };
}

/* Circular functions ------------------------------------------------------------------------------------------------ */

/* Above it the reduction below runs out of bits, and ln_reduce_far takes over. */
#define LN_CIRCULAR_LIMIT 0x1p20

/* x = q pi/2 + r with |r| <= pi/4 and a little, for |x| <= LN_CIRCULAR_LIMIT: pi/2 in parts of 33 bits, whose products with q are
 * exact. Gives r and q's two lowest bits. */
static inline ln_pair ln_reduce_near(double x, uint64_t *quadrant)
{
    double shifted = x * 0x1.45f306dc9c883p-1 + SHIFTER, q = shifted - SHIFTER;
    *quadrant = ln_bits_f64(shifted);
    double a = x - q * 0x1.921fb544p+0;
    ln_pair b = ln_pair_sum(a, -(q * 0x1.0b4611a6p-34));
    ln_pair c = ln_pair_sum(b.high, -(q * 0x1.3198a2ep-69));
    return ln_pair_fast_sum(c.high, c.low + (b.low - q * 0x1.b839a252049c1p-104));
}

/* The same for any finite x above 2^20: multiplies its significand by the 192 bits of 2/pi that matter, as integers (Payne, Hanek).
 * Not for vectors. */
static inline ln_pair ln_reduce_far(double x, uint64_t *quadrant)
{
    /* 2/pi after 64 zero bits */
    static const uint64_t digits[] = {
        0,
        0xa2f9836e4e441529u,
        0xfc2757d1f534ddc0u,
        0xdb6295993c439041u,
        0xfe5163abdebbc561u,
        0xb7246e3a424dd2e0u,
        0x06492eea09d1921cu,
        0xfe1deb1cb129a73eu,
        0xe88235f52ebb4484u,
        0xe99c7026b45f7e41u,
        0x3991d639835339f4u,
        0x9c845f8bbdf9283bu,
        0x1ff897ffde05980fu,
        0xef2f118b5a0a6d1fu,
        0x6d367ecf27cb09b7u,
        0x4f463f669e5fea2du,
        0x7527bac7ebe5f17bu,
        0x3d0739f78a5292eau,
        0x6bfb5fb11f8d5d08u,
        0x56033046fc7b6babu,
    };
    __extension__ typedef unsigned __int128 wide;
    uint64_t u = ln_bits_f64(x), m = (u & FRACTION_MASK) | (FRACTION_MASK + 1);
    int exponent = (int)(u >> FRACTION & 0x7ff) - BIAS - FRACTION, first = exponent + 62; /* |x| = m 2^exponent */
    const uint64_t *at = digits + first / 64;
    uint64_t w[3], shift = (uint64_t)first % 64;
    for (int i = 0; i < 3; i++)
        w[i] = shift == 0 ? at[i] : at[i] << shift | at[i + 1] >> (64 - shift);
    /* the product modulo 4 quarter turns: two bits of quadrant, then 190 of fraction */
    wide low = (wide)m * w[2], middle = (wide)m * w[1] + (uint64_t)(low >> 64);
    uint64_t p2 = (uint64_t)low, p1 = (uint64_t)middle, p0 = m * w[0] + (uint64_t)(middle >> 64);
    *quadrant = p0 >> 62;
    p0 = p0 << 2 | p1 >> 62;
    p1 = p1 << 2 | p2 >> 62;
    p2 <<= 2;
    int above_half = p0 >> 63 != 0;
    if (above_half) { /* count down from the next quadrant */
        *quadrant += 1;
        p2 = 0 - p2;
        p1 = ~p1 + (p2 == 0);
        p0 = ~p0 + (p2 == 0 && p1 == 0);
    }
    double a = (double)(p0 >> 11) * 0x1p-53, b = (double)((p0 & 0x7ff) << 42 | p1 >> 22) * 0x1p-106,
           c = (double)((p1 & 0x3fffff) << 31 | p2 >> 33) * 0x1p-159;
    ln_pair sum = ln_pair_fast_sum(a, b);
    ln_pair r =
        ln_pair_multiply(ln_pair_fast_sum(sum.high, sum.low + c), (ln_pair){ 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54 });
    if (above_half != (u >> 63 != 0))
        r = (ln_pair){ -r.high, -r.low };
    if (u >> 63)
        *quadrant = 0 - *quadrant;
    return r;
}

static inline ln_pair ln_reduce_any(double x, uint64_t *quadrant)
{
    if (!(ln_magnitude_f64(x) > LN_CIRCULAR_LIMIT))
        return ln_reduce_near(x, quadrant);
    if (x - x != 0) { /* infinite */
        *quadrant = 0;
        return (ln_pair){ NAN, NAN };
    }
    return ln_reduce_far(x, quadrant);
}

static inline ln_pair ln_sin_of(ln_pair r)
{
    double z = r.high * r.high;
    return ln_pair_fast_sum(r.high, r.high * z * SIN_f64(z) + r.low * (1 - 0.5 * z));
}

static inline ln_pair ln_cos_of(ln_pair r)
{
    double z = r.high * r.high, half = 0.5 * z, w = 1 - half;
    return ln_pair_fast_sum(w, ((1 - w) - half) + (z * z * COS_f64(z) - r.high * r.low));
}

static inline double ln_sin_turned(double x, ln_pair r, uint64_t quadrant)
{
    ln_pair s = ln_sin_of(r), c = ln_cos_of(r);
    double y = quadrant & 1 ? c.high : s.high;
    y = ln_real_f64(ln_bits_f64(y) ^ (quadrant & 2) << 62);
    return ln_magnitude_f64(x) < 0x1p-28 ? x : y;
}

static inline double ln_cos_turned(double x, ln_pair r, uint64_t quadrant)
{
    (void)x;
    ln_pair s = ln_sin_of(r), c = ln_cos_of(r);
    double y = quadrant & 1 ? s.high : c.high;
    return ln_real_f64(ln_bits_f64(y) ^ ((quadrant + 1) & 2) << 62);
}

static inline double ln_tan_turned(double x, ln_pair r, uint64_t quadrant)
{
    ln_pair s = ln_sin_of(r), c = ln_cos_of(r);
    ln_pair y = ln_pair_divide(ln_pair_select(quadrant & 1, c, s), ln_pair_select(quadrant & 1, s, c));
    double t = ln_real_f64(ln_bits_f64(y.high) ^ quadrant << 63);
    return ln_magnitude_f64(x) < 0x1p-28 ? x : t;
}

/* name: for |x| <= LN_CIRCULAR_LIMIT and NaN; name_any: for every x. Where both hold they give the same bits. */
#define CIRCULAR(name)                                                                                                           \
    static inline double ln_##name##_f64(double x)                                                                               \
    {                                                                                                                            \
        uint64_t quadrant;                                                                                                       \
        ln_pair r = ln_reduce_near(x, &quadrant);                                                                                \
        return ln_##name##_turned(x, r, quadrant);                                                                               \
    }                                                                                                                            \
    static inline double ln_##name##_any_f64(double x)                                                                           \
    {                                                                                                                            \
        uint64_t quadrant;                                                                                                       \
        ln_pair r = ln_reduce_any(x, &quadrant);                                                                                 \
        return ln_##name##_turned(x, r, quadrant);                                                                               \
    }
CIRCULAR(sin)
CIRCULAR(cos)
CIRCULAR(tan)
#undef CIRCULAR

/* asin(x) for |x| <= 1/2, and through asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)) above. */
static inline double ln_asin_f64(double x)
{
    double a = ln_magnitude_f64(x);
    int large = a > 0.5;
    double z = large ? 0.5 * (1 - a) : a * a, s = large ? sqrt(z) : a;
    double tail = s * z * ASIN_f64(z);
    double y = large ? 0x1.921fb54442d18p+0 - (2 * s - (0x1.1a62633145c07p-54 - 2 * tail)) : s + tail;
    return ln_with_sign_f64(y, x);
}

static inline double ln_acos_f64(double x)
{
    double a = ln_magnitude_f64(x);
    int large = a > 0.5;
    double z = large ? 0.5 * (1 - a) : a * a, s = large ? sqrt(z) : a;
    /* what sqrt rounded away */
    ln_pair square = ln_pair_product(s, s);
    double low = large & (s > 0) ? ((z - square.high) - square.low) / (2 * s) : 0;
    double tail = s * z * ASIN_f64(z) + low;
    double beyond = 0x1.921fb54442d18p+1 - (2 * s - (0x1.1a62633145c07p-53 - 2 * tail));
    double sided = x < 0 ? beyond : 2 * (s + tail);
    double signed_s = ln_real_f64(ln_bits_f64(s) ^ (ln_bits_f64(x) & SIGN_BIT));
    double signed_tail = ln_real_f64(ln_bits_f64(tail) ^ (ln_bits_f64(x) & SIGN_BIT));
    double middle = 0x1.921fb54442d18p+0 - (signed_s - (0x1.1a62633145c07p-54 - signed_tail));
    return large ? sided : middle;
}

/* The angle of (b, a) for 0 <= a <= b: of a / b, or 45 degrees more than of (a - b) / (a + b) when that is smaller. */
static inline ln_pair ln_octant(double a, double b)
{
    int high = a > b * 0x1.a827999fcef32p-2; /* tan(pi / 8) */
    ln_pair up = ln_pair_sum(a, -b), down = ln_pair_sum(b, a);
    double t = (high ? up.high : a) / (high ? down.high : b);
    double correction = high ? (up.low - t * down.low) / down.high : 0;
    double z = t * t;
    double tail = t * z * ATAN_f64(z) + (high ? correction + 0x1.1a62633145c07p-55 : 0);
    ln_pair sum = ln_pair_fast_sum(high ? 0x1.921fb54442d18p-1 : t, high ? t : tail);
    return (ln_pair){ sum.high, high ? sum.low + tail : sum.low };
}

static inline double ln_atan_f64(double x)
{
    double a = ln_magnitude_f64(x);
    int over = a > 1;
    double b = over ? a : 1, t = over ? 1 : a;
    /* beyond 2^60 the angle is pi / 2 to the last bit, and sums of the sides stay finite */
    ln_pair angle = ln_octant(t, b > 0x1p60 ? 0x1p60 : b);
    double y = over ? 0x1.921fb54442d18p+0 - (angle.high - (0x1.1a62633145c07p-54 - angle.low)) : angle.high + angle.low;
    return x != x ? x : ln_with_sign_f64(y, x);
}

static inline double ln_atan2_f64(double y, double x)
{
    double p = ln_magnitude_f64(y), q = ln_magnitude_f64(x);
    int steep = p > q;
    double a = steep ? q : p, b = steep ? p : q;
    /* both infinite: 45 degrees; both zero: 0; sides of an extreme size are scaled to where sums and corrections are exact */
    int infinite = a > LARGEST, zero = b == 0;
    double factor = b > 0x1p1000 ? 0x1p-100 : b < 0x1p-900 ? 0x1p120 : 1;
    a = infinite ? 1 : b > LARGEST ? 0 : a * factor;
    b = (b > LARGEST) | zero ? 1 : b * factor;
    ln_pair angle = ln_octant(a, b);
    double flat = angle.high + angle.low;
    double r = steep ? 0x1.921fb54442d18p+0 - (angle.high - (0x1.1a62633145c07p-54 - angle.low)) : flat;
    ln_pair pi = { 0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53 };
    double back = steep ? 0x1.921fb54442d18p+0 + (angle.high + (0x1.1a62633145c07p-54 + angle.low))
                        : pi.high - (angle.high - (pi.low - angle.low));
    r = ln_bits_f64(x) & SIGN_BIT ? back : r;
    return (x != x) | (y != y) ? x + y : ln_with_sign_f64(r, y);
}

/* For float: x = q pi/2 + r to 2^-60, and polynomials of 33 bits. `turn` is 0 for the sine, 1 for the cosine. */
static inline double ln_circular_plain(double x, uint64_t turn)
{
    double shifted = x * 0x1.45f306dc9c883p-1 + SHIFTER, q = shifted - SHIFTER;
    uint64_t quadrant = ln_bits_f64(shifted) + turn;
    double r = (x - q * 0x1.921fb544p+0) - q * 0x1.0b4611a626331p-34, z = r * r;
    double y = quadrant & 1 ? 1 - z * (0.5 - z * COS_short(z)) : r + r * z * SIN_short(z);
    return ln_real_f64(ln_bits_f64(y) ^ (quadrant & 2) << 62);
}

static inline double ln_sin_plain(double x)
{
    double y = ln_circular_plain(x, 0);
    return x == 0 ? x : y;
}

static inline double ln_cos_plain(double x)
{
    return ln_circular_plain(x, 1);
}

/* Hyperbolic functions ---------------------------------------------------------------------------------------------- */

static inline double ln_sinh_f64(double x)
{
    double a = ln_magnitude_f64(x), z = a > 1 ? 1 : a * a;
    double half = ln_exp_shifted_f64(a, -1); /* exp(a) / 2, finite for as long as sinh is */
    double y = a > 1 ? half - 0.25 / half : a + a * z * SINH_f64(z);
    return x != x ? x : ln_with_sign_f64(y, x);
}

static inline double ln_cosh_f64(double x)
{
    double half = ln_exp_shifted_f64(ln_magnitude_f64(x), -1);
    return half + 0.25 / half;
}

/* log(1 + a + t) with t = sqrt(a^2 + 1) - 1. */
static inline double ln_asinh_f64(double x)
{
    double a = ln_magnitude_f64(x);
    int huge = a > 0x1p500;
    double b = huge ? 1 : a, square = b * b;
    ln_pair sum = ln_pair_sum(b, square / (1 + sqrt(1 + square)));
    double y = huge ? ln_log_shifted_f64(a > LARGEST ? 1 : a, 1) : ln_log1p_sum_f64(sum.high, sum.low);
    y = a > LARGEST ? a : y;
    return x != x ? x : ln_with_sign_f64(a < 0x1p-28 ? a : y, x);
}

/* log(1 + t + s) with t = x - 1, s = sqrt(x^2 - 1) = sqrt(t (x + 1)), and what rounding took from s. */
static inline double ln_acosh_f64(double x)
{
    int huge = x > 0x1p500;
    double b = huge ? 2 : x, t = b - 1;
    ln_pair above = ln_pair_sum(b, 1), square = ln_pair_product(t, above.high);
    double s = sqrt(square.high);
    ln_pair check = ln_pair_product(s, s);
    double low = s > 0 ? (((square.high - check.high) - check.low) + (square.low + t * above.low)) / (2 * s) : 0;
    ln_pair sum = ln_pair_sum(t, s);
    double y = huge ? ln_log_shifted_f64(x > LARGEST ? 1 : x, 1) : ln_log1p_sum_f64(sum.high, sum.low + low);
    y = x > LARGEST ? x : y;
    return x < 1 ? NAN : y;
}

/* log(1 + u) / 2 with u = 2a / (1 - a). */
static inline double ln_atanh_f64(double x)
{
    double a = ln_magnitude_f64(x);
    ln_pair u = ln_pair_divide((ln_pair){ 2 * a, 0 }, ln_pair_sum(1, -a));
    double y = 0.5 * ln_log1p_sum_f64(u.high, u.low);
    y = a < 0x1p-28 ? a : y;
    y = a == 1 ? INFINITY : y;
    y = a > 1 ? NAN : y;
    return x != x ? x : ln_with_sign_f64(y, x);
}

/* Powers ------------------------------------------------------------------------------------------------------------ */

/* log2(x) of a positive normal number, with a relative error below 2^-63. */
static inline ln_pair ln_log2_pair(double x, double more)
{
    uint64_t u = ln_bits_f64(x) + (ONE_BITS - SQRT_HALF_BITS);
    double k = ln_real_f64((u >> FRACTION) | ln_bits_f64(WHOLE)) - (WHOLE + BIAS) + more;
    double f = ln_real_f64((u & FRACTION_MASK) + SQRT_HALF_BITS) - 1;
    ln_pair s = ln_pair_divide((ln_pair){ f, 0 }, ln_pair_sum(2, f)), z = ln_pair_multiply(s, s);
    /* atanh(s) / s = 1 + z / 3 + z^2 (1/5 + ...) */
    ln_pair t = ln_pair_multiply(z, (ln_pair){ 0x1.5555555555555p-2, 0x1.5555555555555p-56 });
    t.low += z.high * z.high * LOG_TAIL_f64(z.high);
    ln_pair sum = ln_pair_fast_sum(1, t.high);
    ln_pair log = ln_pair_multiply(s, (ln_pair){ sum.high, sum.low + t.low });
    log = ln_pair_multiply(log, (ln_pair){ 0x1.71547652b82fep+1, 0x1.777d0ffda0d24p-55 });
    ln_pair y = ln_pair_fast_sum(k, log.high); /* k is 0 or the larger */
    return ln_pair_fast_sum(y.high, y.low + log.low);
}

/* 0 for a whole number, something else for any other. */
static inline double ln_fraction_f64(double x)
{
    double a = ln_magnitude_f64(x);
    return a >= WHOLE ? 0 : ((a + WHOLE) - WHOLE) - a;
}

/* All bits of a true condition, none of a false one. */
static inline uint64_t ln_mask(int condition)
{
    return 0 - (uint64_t)condition;
}

static inline double ln_pick(uint64_t mask, double a, double b)
{
    return ln_real_f64((ln_bits_f64(a) & mask) | (ln_bits_f64(b) & ~mask));
}

/* C's result of pow(x, y) at special points, r being |x|^y. In masks, since compilers don't vectorise combined conditions. */
static inline double ln_pow_special(double x, double y, double r)
{
    double a = ln_magnitude_f64(x);
    uint64_t whole = ln_mask(ln_fraction_f64(y) == 0), odd = whole & ln_mask(ln_fraction_f64(0.5 * y) != 0);
    r = ln_real_f64(ln_bits_f64(r) | (odd & ln_bits_f64(x) & SIGN_BIT));
    r = ln_pick(ln_mask(x < 0) & ~whole & ln_mask(a <= LARGEST), NAN, r);
    r = x != x ? x : r;
    r = y != y ? y : r;
    uint64_t one = ln_mask(y == 0) | ln_mask(x == 1) | (ln_mask(a == 1) & ln_mask(ln_magnitude_f64(y) > LARGEST));
    return ln_pick(one, 1, r);
}

static inline double ln_pow_f64(double x, double y)
{
    double a = ln_magnitude_f64(x), more, b = ln_log_argument_f64(a, &more);
    ln_pair log = ln_log2_pair(b, more);
    /* beyond 2^70 every y gives 0, 1 or infinity; the clamp keeps the products exact */
    double e = ln_clamp_f64(y, -0x1p70, 0x1p70);
    ln_pair p = ln_pair_product(e, log.high);
    double tail = p.low + e * log.low, n = ln_nearest_f64(ln_clamp_f64(p.high, EXP2_LOWEST, EXP2_HIGHEST));
    double r = (ln_clamp_f64(p.high, EXP2_LOWEST, EXP2_HIGHEST) - n), q = r + ln_clamp_f64(tail, -1, 1);
    double lost = (r - q) + ln_clamp_f64(tail, -1, 1);
    double base = 1 + q * EXP2_f64(q);
    double result = ln_scale_f64(base + base * lost * LN2, n);
    double up = y > 0 ? INFINITY : 0, down = y > 0 ? 0 : INFINITY;
    result = a == 0 ? down : result;
    result = a > LARGEST ? up : result;
    return ln_pow_special(x, y, result);
}

/* For float: |y log2(x)| < 2^8 where the result is finite, so log2(x) needs no more than 2^-33. */
static inline double ln_pow_plain(double x, double y)
{
    double a = ln_magnitude_f64(x);
    uint64_t u = ln_bits_f64(a) + (ONE_BITS - SQRT_HALF_BITS); /* floats are normal doubles */
    double k = ln_real_f64((u >> FRACTION) | ln_bits_f64(WHOLE)) - (WHOLE + BIAS);
    double f = ln_real_f64((u & FRACTION_MASK) + SQRT_HALF_BITS) - 1;
    double s = f / (2 + f), z = s * s, log = s * (2 + z * LOG_short(z));
    double e = ln_clamp_f64(y * (k + log * 0x1.71547652b82fep+0), -200, 200), n = ln_nearest_f64(e), t = e - n;
    double r = (1 + t * EXP2_short(t)) * ln_power_of_two_f64(n);
    double up = y > 0 ? INFINITY : 0, down = y > 0 ? 0 : INFINITY;
    r = a == 0 ? down : r;
    r = a > LARGEST ? up : r;
    return ln_pow_special(x, y, r);
}

/* The complementary error function ---------------------------------------------------------------------------------- */

/* For x >= 0.5 exp(-x^2) H(x), both factors in two parts. x^2 is high^2 + low to twice the precision; H is a polynomial in x - 1.75 below 3, one in
 * 1 / x^2 divided by x above. */
static inline double ln_erfc_f64(double x)
{
    double a = ln_magnitude_f64(x), z = a * a;
    double small = 1 - (x + x * ERF_f64(z > 1 ? 1 : z));
    double b = ln_clamp_f64(a, 0.5, 27.5), n = ln_nearest_f64(b * b * -LOG2_E);
    double high = ln_real_f64(ln_bits_f64(b) & HALF_MASK), rest = -(high * high) - n * LN2_HIGH; /* exact */
    double r = rest - (n * LN2_LOW + (b - high) * (b + high));
    double tail = r * r * EXP_f64(r) - (n * LN2_LOW + (b - high) * (b + high));
    ln_pair one = ln_pair_sum(rest, tail), power = ln_pair_fast_sum(1, one.high);
    int near = b < 3;
    double u = b - 1.75, v = 1 / (b * b);
    const ln_pair middle = { 0x1.23cfc2f1dc7e0p-2, 0x1.3b1040eb318c2p-57 };  /* H(1.75) */
    const ln_pair slope = { -0x1.0c3d538446447p-3, -0x1.e70e6ef2d0458p-57 }; /* H'(1.75) */
    const ln_pair limit = { 0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57 };   /* of x H(x): 1 / sqrt(pi) */
    ln_pair line = ln_pair_product(u, slope.high), first = ln_pair_select(near, middle, limit);
    line.low += u * slope.low + u * u * ERFC_NEAR_f64(u > 1.25 ? 1.25 : u);
    ln_pair more = ln_pair_select(near, line, (ln_pair){ v * ERFC_FAR_f64(v > 1.0 / 9 ? 1.0 / 9 : v), 0 });
    ln_pair h = ln_pair_sum(first.high, more.high);
    h = ln_pair_fast_sum(h.high, h.low + (first.low + more.low));
    ln_pair product = ln_pair_multiply((ln_pair){ power.high, power.low + one.low }, h);
    ln_pair divided = ln_pair_divide(product, (ln_pair){ b, 0 });
    double y = ln_scale_f64(near ? product.high : divided.high, n);
    y = x < 0 ? 2 - y : y;
    y = a < 0.5 ? small : y;
    return x != x ? x : y;
}

/* For float: exp(-x^2) H(|x|), where x^2 is exact. */
static inline double ln_erfc_plain(double x)
{
    double a = ln_clamp_f64(ln_magnitude_f64(x), 0, 10.25), e = a * a * -0x1.71547652b82fep+0, n = ln_nearest_f64(e), t = e - n;
    double y = (1 + t * EXP2_short(t)) * ln_power_of_two_f64(n) * ERFC_ALL_short(2 / (2 + a) - 0.58);
    y = x < 0 ? 2 - y : y;
    return x != x ? x : y;
}
