/* The largest errors of op/vector/functions.h, in units in the last place, over random arguments of each function's interesting ranges,
 * over random bit patterns, and at special points, against libquadmath. Writes the table of docs/accuracy.md. Usage:
 *   gcc -O2 -std=gnu11 -ffp-contract=off -Isrc spec/golden/accuracy.c -o accuracy -lquadmath -lm && ./accuracy 4000000
 * and, for CPUs with a fused multiply-add, with -mfma. */
#include <quadmath.h>
#include <stdio.h>
#include <stdlib.h>

#include "op/vector/functions.h"

typedef __float128 quad;
typedef double (*function)(double x, double y);
typedef quad (*reference)(quad x, quad y);

static uint64_t state = 88172645463325252u;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545f4914f6cdd1du;
}

static const double special[] = { 0.0,
                                  -0.0,
                                  1,
                                  -1,
                                  INFINITY,
                                  -INFINITY,
                                  NAN,
                                  0x1p-149,
                                  -0x1p-149,
                                  0x1p-1074,
                                  0x1p-126,
                                  0x1p-1022,
                                  0x1.fffffep127,
                                  0x1.fffffffffffffp1023,
                                  0.5,
                                  -0.5,
                                  2,
                                  -2,
                                  3,
                                  -3,
                                  1.5,
                                  0.625,
                                  0x1p20,
                                  -0x1p20,
                                  1048577,
                                  1e22,
                                  710.4,
                                  -745.1,
                                  88.7,
                                  -103.9,
                                  89.4,
                                  711,
                                  0x1p52,
                                  0x1p53,
                                  0x1.fffffep-1 };
enum { SPECIAL = sizeof special / sizeof *special };

/* A number of [low, high), or of any bits if both are 0. */
static double pick(const double *range, int narrow)
{
    double x;
    if (range[0] != 0 || range[1] != 0)
        return range[0] + (range[1] - range[0]) * (double)(draw() >> 11) * 0x1p-53;
    do {
        uint64_t u = draw();
        uint32_t half = (uint32_t)u;
        float f;
        memcpy(&f, &half, sizeof f);
        memcpy(&x, &u, sizeof x);
        x = narrow ? (double)f : x;
    } while (x - x != 0);
    return x;
}

/* How far y is from `exact`, in units of the last place of a type with `fraction` bits whose smallest number is 2^lowest. */
static double error(double y, quad exact, int fraction, int lowest, double largest)
{
    if (exact != exact || y != y)
        return exact != exact && y != y ? 0 : INFINITY;
    quad size = exact < 0 ? -exact : exact;
    double limit = largest * (1 + ldexp(1, -fraction - 1));
    if (size > (quad)limit || y - y != 0)
        return y == (exact < 0 ? -INFINITY : INFINITY) && size >= (quad)largest ? 0 : INFINITY;
    int exponent = lowest;
    if (size != 0)
        (void)frexpq(size, &exponent);
    exponent -= fraction;
    quad units = ((quad)y - exact) / ldexpq(1, exponent < lowest ? lowest : exponent);
    return (double)(units < 0 ? -units : units);
}

typedef struct row {
    const char *name;
    function f64, f32;
    reference exact;
    double ranges[4][2], second[2];
} row;

#define ONE(name, exact_name, own64, own32)                                                                                      \
    static double name##_64(double x, double y)                                                                                  \
    {                                                                                                                            \
        (void)y;                                                                                                                 \
        return own64(x);                                                                                                         \
    }                                                                                                                            \
    static double name##_32(double x, double y)                                                                                  \
    {                                                                                                                            \
        (void)y;                                                                                                                 \
        return (double)(float)own32((float)x);                                                                                   \
    }                                                                                                                            \
    static quad name##_exact(quad x, quad y)                                                                                     \
    {                                                                                                                            \
        (void)y;                                                                                                                 \
        return exact_name(x);                                                                                                    \
    }
#define REAL_ONE(name) ONE(name, name##q, ln_##name##_f64, ln_##name##_f32)
#define DOUBLE_ONE(name) ONE(name, name##q, ln_##name##_f64, ln_##name##_f64)

static quad sigmoidq(quad x)
{
    return 1 / (1 + expq(-x));
}

static quad softplusq(quad x)
{
    return x > 0 ? x + log1pq(expq(-x)) : log1pq(expq(x));
}

REAL_ONE(exp)
REAL_ONE(exp2)
REAL_ONE(expm1)
REAL_ONE(log)
REAL_ONE(log1p)
REAL_ONE(log2)
REAL_ONE(log10)
REAL_ONE(tanh)
REAL_ONE(sigmoid)
REAL_ONE(softplus)
REAL_ONE(erf)
/* as the loops choose */
static double sin_any_f32(double x)
{
    return ln_magnitude_f64(x) > LN_CIRCULAR_LIMIT ? ln_sin_any_f64(x) : ln_sin_plain(x);
}

static double cos_any_f32(double x)
{
    return ln_magnitude_f64(x) > LN_CIRCULAR_LIMIT ? ln_cos_any_f64(x) : ln_cos_plain(x);
}

ONE(sin, sinq, ln_sin_any_f64, sin_any_f32)
ONE(cos, cosq, ln_cos_any_f64, cos_any_f32)
ONE(tan, tanq, ln_tan_any_f64, ln_tan_any_f64)
DOUBLE_ONE(asin)
DOUBLE_ONE(acos)
ONE(erfc, erfcq, ln_erfc_f64, ln_erfc_plain)
DOUBLE_ONE(atan)
DOUBLE_ONE(sinh)
DOUBLE_ONE(cosh)
DOUBLE_ONE(asinh)
DOUBLE_ONE(acosh)
DOUBLE_ONE(atanh)

static double atan2_32(double y, double x)
{
    return (double)(float)ln_atan2_f64(y, x);
}

static double pow_32(double x, double y)
{
    return (double)(float)ln_pow_plain(x, y);
}

#define ROW(name) #name, name##_64, name##_32, name##_exact
static const row rows[] = {
    { ROW(exp), { { -1, 1 }, { -104, 90 }, { -750, 711 } }, { 0 } },
    { ROW(exp2), { { -1, 1 }, { -151, 129 }, { -1080, 1025 } }, { 0 } },
    { ROW(expm1), { { -1, 1 }, { 0.3, 0.5 }, { -50, 711 } }, { 0 } },
    { ROW(log), { { 0, 2 }, { 0.9, 1.1 }, { 0.7, 1.5 } }, { 0 } },
    { ROW(log1p), { { -1, 2 }, { -0.01, 0.01 }, { -0.5, 0.5 } }, { 0 } },
    { ROW(log2), { { 0, 2 }, { 0.9, 1.1 }, { 0.7, 1.5 } }, { 0 } },
    { ROW(log10), { { 0, 2 }, { 0.9, 1.1 }, { 0.7, 1.5 } }, { 0 } },
    { ROW(sin), { { -4, 4 }, { -1000, 1000 }, { -1048576, 1048576 } }, { 0 } },
    { ROW(cos), { { -4, 4 }, { -1000, 1000 }, { -1048576, 1048576 } }, { 0 } },
    { ROW(tan), { { -4, 4 }, { -1000, 1000 }, { -1048576, 1048576 } }, { 0 } },
    { ROW(asin), { { -1, 1 }, { 0.4, 0.6 }, { 0.99, 1 } }, { 0 } },
    { ROW(acos), { { -1, 1 }, { 0.4, 0.6 }, { 0.99, 1 } }, { 0 } },
    { ROW(atan), { { -1, 1 }, { -4, 4 }, { 0.4, 0.5 } }, { 0 } },
    { "atan2", ln_atan2_f64, atan2_32, atan2q, { { -1, 1 }, { -4, 4 }, { 0.3, 0.5 } }, { -1, 1 } },
    { ROW(sinh), { { -2, 2 }, { -20, 20 }, { -711, 711 } }, { 0 } },
    { ROW(cosh), { { -2, 2 }, { -20, 20 }, { -711, 711 } }, { 0 } },
    { ROW(tanh), { { -1, 1 }, { 0.6, 0.7 }, { -20, 20 } }, { 0 } },
    { ROW(asinh), { { -1, 1 }, { -4, 4 }, { -100, 100 } }, { 0 } },
    { ROW(acosh), { { 1, 2 }, { 1, 1.001 }, { 1, 10 } }, { 0 } },
    { ROW(atanh), { { -1, 1 }, { -0.1, 0.1 }, { 0.99, 1 } }, { 0 } },
    { ROW(erf), { { -1, 1 }, { 0.9, 1.3 }, { -6, 6 } }, { 0 } },
    { ROW(erfc), { { -6, 2 }, { 0.3, 10.5 }, { 1, 27 } }, { 0 } },
    { ROW(sigmoid), { { -10, 10 }, { -105, 20 }, { -750, 40 } }, { 0 } },
    { ROW(softplus), { { -10, 10 }, { -105, 20 }, { -750, 40 } }, { 0 } },
    { "pow", ln_pow_f64, pow_32, powq, { { 0, 2 }, { 0.9, 1.1 }, { 0, 1e10 } }, { -30, 30 } },
};

int main(int count, char **arguments)
{
    long n = count > 1 ? atol(arguments[1]) : 200000;
    printf("| function | float32 | float64 |\n|---|---|---|\n");
    for (const row *r = rows; r < rows + sizeof rows / sizeof *rows; r++) {
        double worst[2] = { 0, 0 };
        for (int narrow = 0; narrow < 2; narrow++)
            for (long i = 0; i < n; i++) {
                double x = i < SPECIAL * SPECIAL ? special[i % SPECIAL] : pick(r->ranges[i % 4], narrow);
                double y = i < SPECIAL * SPECIAL ? special[i / SPECIAL] : pick(r->second, narrow && i % 8 == 0);
                x = narrow ? (double)(float)x : x;
                y = narrow ? (double)(float)y : y;
                quad exact = r->exact((quad)x, (quad)y);
                double e = narrow ? error(r->f32(x, y), exact, 24, -149, 0x1.fffffep127)
                                  : error(r->f64(x, y), exact, 53, -1074, 0x1.fffffffffffffp1023);
                if (e > worst[narrow])
                    worst[narrow] = e;
            }
        printf("| %s | %.2f | %.2f |\n", r->name, worst[1], worst[0]);
    }
    return 0;
}
