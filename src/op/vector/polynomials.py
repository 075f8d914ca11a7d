"""Writes polynomials.h: near-minimax polynomials for functions.h, from mpmath. Usage: python3 polynomials.py > polynomials.h

Each entry approximates a smooth g(x) on an interval by the shortest polynomial whose largest error, times the weight the polynomial
carries in the result, stays below 2^-58 (double), 2^-28 (float) or 2^-33 (short: in double, for a result in float): far below half a unit in the last place.
A weight that is a function of x is fitted by Lawson's algorithm: least squares, whose weights grow where the error is large.

They are evaluated in x^2, whose coefficients are of the first degree in x: half as long a chain of dependent steps as Horner's form, for one product more.
Their steps are functions.h's LN_FUSED.
NAME_TERMS_f32 lists the coefficients in ascending order, for code that is made at run time.
"""
from mpmath import (mp, mpf, exp, expm1, log, log1p, tanh, erf, erfc, sin, cos, asin, atan, sinh, sqrt, pi, chebyfit, polyval, linspace, frexp,
                    floor, ldexp, matrix, lu_solve)

mp.dps = 60


def around(g, at_zero):
    """g with its removable singularity at 0 filled in."""
    return lambda x: mpf(at_zero) if abs(x) < mpf(10) ** -25 else g(x)


def root(g, at_zero):
    """g(sqrt(z)) for an even g."""
    return around(lambda z: g(sqrt(z)), at_zero)


def scaled_erfc(x):
    return exp(x * x) * erfc(x)


MIDDLE = mpf("1.75")
SLOPE = 2 * MIDDLE * scaled_erfc(MIDDLE) - 2 / sqrt(pi)

# name: formula in the comment, g, interval, weight, types
table = [
    ("EXP", "(exp(r) - 1 - r) / r^2", around(lambda r: (expm1(r) - r) / r**2, 0.5), (-0.347, 0.347), lambda r: r * r / exp(r), "f"),
    ("EXP", "(exp(r) - 1 - r) / r^2", around(lambda r: (expm1(r) - r) / r**2, 0.5), (-0.347, 0.347), 0.125, "d"),
    ("EXP2", "(2^r - 1) / r", around(lambda r: expm1(r * log(2)) / r, log(2)), (-0.5, 0.5), 0.5, "fds"),
    ("LOG", "(f - log(1 + f)) / f^2", around(lambda f: (f - log1p(f)) / f**2, 0.5), (-0.2501, 0.5), lambda f: abs(f) / 4, "f"), # 2^-26 will do
    ("LOG", "(log((1 + s) / (1 - s)) / s - 2) / z, z = s^2", root(lambda s: (log((1 + s) / (1 - s)) / s - 2) / s**2, mpf(2) / 3),
     (0, 0.0401), 0.02, "ds"),
    ("UNIT_DIRECT", "(e - log(1 + e)) / e^2", around(lambda e: (e - log1p(e)) / e**2, 0.5), (0, 1), lambda e: e * e / log1p(e) if e else e, "f"),
    ("UNIT", "(log((1 + s) / (1 - s)) / s - 2) / z, z = s^2, for 1 + e = (1 + s) / (1 - s), e in [0, 1]",
     root(lambda s: (log((1 + s) / (1 - s)) / s - 2) / s**2, mpf(2) / 3), (0, 0.1112), lambda z: z / 2, "f"),
    ("UNIT", "the same", root(lambda s: (log((1 + s) / (1 - s)) / s - 2) / s**2, mpf(2) / 3), (0, 0.1112), 0.056, "d"),
    ("LOG_TAIL", "(atanh(s) / s - 1 - z / 3) / z^2, z = s^2",
     root(lambda s: (log((1 + s) / (1 - s)) / s / 2 - 1 - s**2 / 3) / s**4, mpf(1) / 5), (0, 0.02944), 0.0004, "d"),
    ("TANH", "(tanh(x) / x - 1) / z, z = x^2", root(lambda x: (tanh(x) / x - 1) / x**2, mpf(-1) / 3), (0, 0.625**2), 0.4, "fd"),
    ("ERF", "erf(x) / x - 1, of x^2", root(lambda x: erf(x) / x - 1, 2 / sqrt(pi) - 1), (0, 1), 1, "fd"),
    ("ERFC", "exp(x^2) erfc(x), of 2 / (2 + x) - 0.45", lambda t: (lambda x: exp(x * x) * erfc(x))(2 / (t + mpf("0.45")) - 2),
     (2 / mpf(8) - mpf("0.45"), 2 / mpf(3) - mpf("0.45")), 0.37, "fd"),
    ("ERFC_NEAR", "(h(x) - h(1.75) - h'(1.75) u) / u^2 with h(x) = exp(x^2) erfc(x), u = x - 1.75",
     around(lambda u: (scaled_erfc(MIDDLE + u) - scaled_erfc(MIDDLE) - SLOPE * u) / u**2, scaled_erfc(MIDDLE) + MIDDLE * SLOPE), (-1.25, 1.25), 5, "d"),
    ("ERFC_FAR", "(exp(x^2) erfc(x) x - 1 / sqrt(pi)) / z, z = 1 / x^2", root(lambda x: (scaled_erfc(1 / x) / x - 1 / sqrt(pi)) / x**2, -1 / sqrt(pi) / 2),
     (0, mpf(1) / 9), 0.2, "d"),
    ("ERFC_ALL", "exp(x^2) erfc(x), of 2 / (2 + x) - 0.58", lambda t: scaled_erfc(2 / (t + mpf("0.58")) - 2), (2 / mpf("12.25") - mpf("0.58"), mpf("0.42")),
     lambda t: 1 / scaled_erfc(2 / (t + mpf("0.58")) - 2), "s"),
    ("SIN", "(sin(x) / x - 1) / z, z = x^2", root(lambda x: (sin(x) / x - 1) / x**2, mpf(-1) / 6), (0, 0.618), 0.6, "ds"),
    ("COS", "(cos(x) - 1 + z / 2) / z^2, z = x^2", root(lambda x: (cos(x) - 1 + x * x / 2) / x**4, mpf(1) / 24), (0, 0.618), 0.38, "ds"),
    ("ASIN", "(asin(x) / x - 1) / z, z = x^2", root(lambda x: (asin(x) / x - 1) / x**2, mpf(1) / 6), (0, 0.2501), 0.25, "d"),
    ("ATAN", "(atan(x) / x - 1) / z, z = x^2", root(lambda x: (atan(x) / x - 1) / x**2, mpf(-1) / 3), (0, 0.1717), 0.18, "d"),
    ("SINH", "(sinh(x) / x - 1) / z, z = x^2", root(lambda x: (sinh(x) / x - 1) / x**2, mpf(1) / 6), (0, 1.001), 1, "d"),
]


def rounded(x, bits):
    if x == 0:
        return mpf(0)
    _, e = frexp(x)
    scaled = ldexp(x, bits - e)
    return ldexp(floor(scaled + mpf(1) / 2), e - bits)


def literal(x, kind):
    return float(x).hex() + ("f" if kind == "f" else "")


def lawson(g, interval, weight, fixed, count):
    """The coefficients from x^len(fixed) on, in ascending order, of `count` whose first are `fixed`; and the largest weighted error."""
    middle, half, known = (mpf(interval[0]) + interval[1]) / 2, (mpf(interval[1]) - interval[0]) / 2, len(fixed)
    points = [middle + half * cos(pi * (i + mpf(0.5)) / 120) for i in range(120)]
    wanted = [g(p) - polyval(fixed[::-1] or [0], p) for p in points]
    weights = [weight(p) for p in points]
    shares, best = [mpf(1)] * len(points), None
    for _ in range(80):
        a, b = matrix(count - known, count - known), matrix(count - known, 1)
        for p, want, w, share in zip(points, wanted, weights, shares):
            row = [p ** (known + i) for i in range(count - known)]
            for i, x in enumerate(row):
                b[i] += share * w * w * x * want
                for j, y in enumerate(row):
                    a[i, j] += share * w * w * x * y
        found = list(lu_solve(a, b))
        errors = [w * abs(polyval(found[::-1], p) * p**known - want) for p, want, w in zip(points, wanted, weights)]
        if best is None or max(errors) < best[1]:
            best = found, max(errors)
        shares = [s * e for s, e in zip(shares, errors)]
        shares = [s / sum(shares) for s in shares]
    return best


def weighted_fit(g, interval, weight, target, bits):
    """Coefficients are rounded one by one, the rest fitted anew."""
    for count in range(2, 30):
        if lawson(g, interval, weight, [], count)[1] < target:
            fixed = []
            while len(fixed) < count:
                found, error = lawson(g, interval, weight, fixed, count)
                fixed.append(rounded(found[0], bits))
            return fixed[::-1], error
    raise SystemExit("no fit")


def fit(g, interval, weight, target, bits):
    if callable(weight):
        return weighted_fit(g, interval, weight, target, bits)
    for count in range(2, 30):
        coefficients = [rounded(c, bits) for c in chebyfit(g, [mpf(interval[0]), mpf(interval[1])], count)]
        points = linspace(mpf(interval[0]), mpf(interval[1]), 300)
        low = [p for p in points if p != 0]
        error = max(abs(polyval(coefficients, p) - g(p)) for p in low) * weight
        # Rounding the leading coefficients costs more than the fit in float; it is what the type can hold.
        exact = chebyfit(g, [mpf(interval[0]), mpf(interval[1])], count, error=True)[1] * weight
        if exact < target:
            return coefficients, error
    raise SystemExit("no fit")


def evaluated(coefficients, kind):
    """In ascending order: (c0 + x c1) + x2 ((c2 + x c3) + x2 (...))."""
    fused = "LN_FUSED_f32" if kind == "f" else "LN_FUSED_f64"

    def pair(i):
        low = literal(coefficients[i], kind)
        return "%s(x, %s, %s)" % (fused, literal(coefficients[i + 1], kind), low) if i + 1 < len(coefficients) else low

    last = (len(coefficients) - 1) // 2 * 2
    text = pair(last)
    for i in range(last - 2, -1, -2):
        text = "%s(x2, %s, %s)" % (fused, text, pair(i))
    return text


print("/* Polynomials of functions.h. Written by polynomials.py, which says how they are fitted. Knows of nothing. */")
print("#ifndef LN_OP_VECTOR_POLYNOMIALS_H\n#define LN_OP_VECTOR_POLYNOMIALS_H")
for name, formula, g, interval, weight, kinds in table:
    print("\n/* %s, x in [%s, %s] */" % (formula, mp.nstr(mpf(interval[0]), 4), mp.nstr(mpf(interval[1]), 4)))
    for kind in kinds:
        target, bits, suffix = {"f": (mpf(2) ** -28, 24, "f32"), "d": (mpf(2) ** -58, 53, "f64"), "s": (mpf(2) ** -33, 53, "short")}[kind]
        coefficients, error = fit(g, interval, weight, target, bits)
        real = "float" if kind == "f" else "double"
        if kind == "f" and name in ("EXP", "LOG", "UNIT_DIRECT", "TANH"):  # graph/micro.c
            print("#define %s_TERMS_f32 %s" % (name, ", ".join(literal(c, kind) for c in coefficients[::-1])))
        print("static inline %s %s_%s(%s x)\n{" % (real, name, suffix, real))
        print("    const %s x2 = x * x;" % real)
        print("    return %s;\n}" % evaluated(coefficients[::-1], kind))
print("\n#endif")
