/* What Lua can't ask of the loops of elementwise.h, dtype.h and blocks.h for the running CPU: results written over an operand, nothing
 * written beyond them, folds against plain lanes and in parts. Run by elementwise_spec.lua once per instruction set; prints a hash of
 * what the folds gave, or what is wrong. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "op/blocks.h"
#include "op/elementwise.h"

enum { LONGEST = 600, ROOM = 8 * (LONGEST + 1) };

static uint64_t state = 88172645463325252u;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545f4914f6cdd1du;
}

/* Elements of any bits; a bool is 0 or 1. */
static void fill(ln_dtype dtype, unsigned char *to)
{
    for (int i = 0; i < ROOM; i += 8) {
        uint64_t word = draw();
        if (dtype == LN_BOOL)
            word &= 0x0101010101010101u;
        memcpy(to + i, &word, 8);
    }
}

static void expect(bool ok, const char *what, int row, int dtype, int64_t n)
{
    if (ok)
        return;
    printf("%s: row %d, dtype %d, %" PRId64 " elements\n", what, row, dtype, n);
    exit(1);
}

static int64_t next_length(int64_t n)
{
    return n < 70 ? n + 1 : n < 250 ? 250 : n < 260 ? n + 1 : n < LONGEST ? LONGEST : LONGEST + 1;
}

/* The loop over fresh memory, then over each operand of the result's size. */
static void check_loop(ln_loop_fn run, int operands, const ln_dtype *in, ln_dtype out, int row)
{
    static unsigned char operand[3][ROOM], result[ROOM], over[ROOM];
    const size_t size = ln_dtype_size(out);
    ptrdiff_t step[3];
    const void *at[3];
    for (int k = 0; k < operands; k++) {
        fill(in[k], operand[k]);
        step[k] = (ptrdiff_t)ln_dtype_size(in[k]);
    }
    for (int64_t n = 0; n <= LONGEST; n = next_length(n)) {
        for (int k = 0; k < operands; k++)
            at[k] = operand[k];
        memset(result, 0x5a, sizeof result);
        run(n, result, at, step);
        for (size_t i = (size_t)n * size; i < sizeof result; i++)
            expect(result[i] == 0x5a, "writes beyond the result", row, (int)in[0], n);
        for (int k = 0; k < operands; k++) {
            if (ln_dtype_size(in[k]) != size)
                continue;
            memcpy(over, operand[k], sizeof over);
            at[k] = over;
            run(n, over, at, step);
            at[k] = operand[k];
            expect(memcmp(over, result, (size_t)n * size) == 0, "differs over its operand", row, (int)in[0], n);
            expect(memcmp(over + (size_t)n * size, operand[k] + (size_t)n * size, sizeof over - (size_t)n * size) == 0,
                   "writes beyond its operand", row, (int)in[0], n);
        }
    }
}

static void check_rows(void)
{
#define UNARY(name, rule, ...) { LN_RULE_##rule, 1, LN_ROW_##name },
#define BINARY(name, rule, ...) { LN_RULE_##rule, 2, LN_ROW_##name },
    static const ln_elementwise_row rows[] = {
#include "op/elementwise.def"
    };
    const ln_loops *loops = ln_loops_here();
    for (int r = 0; r < LN_ROW_COUNT; r++)
        for (int d = 0; d < LN_DTYPE_COUNT; d++) {
            bool same = rows[r].rule <= LN_RULE_FLOATING;
            ln_dtype in[] = { (ln_dtype)d, (ln_dtype)d };
            if (loops->rows[r][d] != NULL)
                check_loop(loops->rows[r][d], rows[r].operands, in, same ? (ln_dtype)d : LN_BOOL, r);
        }
    for (int d = 0; d < LN_DTYPE_COUNT; d++)
        check_loop(ln_where_loop((ln_dtype)d), 3, (ln_dtype[]){ LN_BOOL, (ln_dtype)d, (ln_dtype)d }, (ln_dtype)d, -1);
}

static ln_convert_fn converter;

static void convert(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)
{
    converter(n, out, in[0], step[0]);
}

static void check_conversions(void)
{
    for (int from = 0; from < LN_DTYPE_COUNT; from++)
        for (int to = 0; to < LN_DTYPE_COUNT; to++) {
            converter = ln_converter((ln_dtype)to, (ln_dtype)from);
            check_loop(convert, 1, (ln_dtype[]){ (ln_dtype)from }, (ln_dtype)to, -2 - to);
        }
}

static void same_number(double got, double want, const char *what, int64_t n)
{
    expect(got == want || (got != got && want != want), what, 0, 0, n);
}

static uint64_t check_folds(void)
{
    static double x[LONGEST], y[LONGEST];
    static float narrow[LONGEST];
    const ln_blocks *b = ln_blocks_here();
    uint64_t hash = 0;
    for (int i = 0; i < LONGEST; i++) {
        x[i] = (double)(int64_t)draw();
        x[i] = ldexp(x[i], (int)(draw() % 40) - 80); /* the same numbers whoever compiles this */
        y[i] = ldexp((double)(int64_t)draw(), -60);
        narrow[i] = (float)x[i];
    }
    for (int64_t n = 1; n <= LONGEST; n++) {
        double want[LN_LANES] = { 0 }, lanes[5][LN_LANES], top = -INFINITY, low = INFINITY;
        memset(lanes, 0, sizeof lanes);
        for (int64_t i = 0; i < n; i++) {
            want[i % LN_LANES] += x[i];
            top = fmax(top, x[i]);
            low = fmin(low, x[i]);
        }
        b->sum_f64(n, x, lanes[0]);
        same_number(ln_lanes_sum(lanes[0]), ln_lanes_sum(want), "sum", n);
        int64_t part = n / 2 / LN_LANES * LN_LANES;
        b->sum_f64(part, x, lanes[1]);
        b->sum_f64(n - part, x + part, lanes[1]);
        same_number(ln_lanes_sum(lanes[1]), ln_lanes_sum(want), "sum in parts", n);
        b->dot_f64(n, x, y, lanes[2]);
        b->squares_f32(n, narrow, lanes[3]);
        b->dot_f32(n, narrow, narrow, lanes[4]);
        same_number(ln_lanes_sum(lanes[3]), ln_lanes_sum(lanes[4]), "squares", n);
        ln_lanes_fill(lanes[0], -INFINITY);
        b->max_f64(n, x, lanes[0]);
        same_number(ln_lanes_max(lanes[0]), top, "max", n);
        ln_lanes_fill(lanes[0], INFINITY);
        b->min_f32(n, narrow, lanes[0]);
        same_number(ln_lanes_min(lanes[0]), (double)(float)low, "min", n);
        double numbers[] = { ln_lanes_sum(lanes[1]), ln_lanes_sum(lanes[2]), ln_lanes_sum(lanes[3]) };
        for (int k = 0; k < 3; k++) {
            uint64_t bits;
            memcpy(&bits, &numbers[k], sizeof bits);
            hash = (hash ^ bits) * 0x100000001b3u;
        }
        double saved = x[n - 1];
        x[n - 1] = NAN;
        ln_lanes_fill(lanes[0], -INFINITY);
        b->max_f64(n, x, lanes[0]);
        same_number(ln_lanes_max(lanes[0]), NAN, "max of NaN", n);
        x[n - 1] = saved;
    }
    return hash;
}

/* Sums of `width` columns of n rows, `step` elements apart, of which nothing lies around them. */
static void check_columns(int64_t n, int64_t width, int64_t step)
{
    const int64_t size = (n - 1) * (step < 0 ? -step : step) + width, first = step < 0 ? size - width : 0;
    double *x = malloc((size_t)size * sizeof *x), out[LONGEST];
    float *narrow = malloc((size_t)size * sizeof *narrow);
    expect(x != NULL && narrow != NULL, "memory", 0, 0, size);
    for (int64_t i = 0; i < size; i++) {
        narrow[i] = (float)ldexp((double)(int64_t)draw(), (int)(draw() % 40) - 80);
        x[i] = (double)narrow[i];
    }
    for (int64_t i = 0; i < n; i++)
        x[first + i * step] = narrow[first + i * step] = -0.0f; /* their sum is +0 */
    for (int wide = 0; wide < 2; wide++) {
        out[width] = 1;
        wide ? ln_blocks_here()->column_sums_f64(n, width, x + first, step, out)
             : ln_blocks_here()->column_sums_f32(n, width, narrow + first, step, out);
        expect(out[width] == 1, "columns beyond the last", 0, wide, n);
        for (int64_t c = 0; c < width; c++) {
            double lanes[LN_LANES] = { 0 };
            for (int64_t i = 0; i < n; i++)
                lanes[i % LN_LANES] += x[first + c + i * step];
            const double want = ln_lanes_sum(lanes);
            expect(memcmp(&out[c], &want, sizeof want) == 0, "columns", (int)width, wide, n);
        }
    }
    free(x);
    free(narrow);
}

int main(void)
{
    check_rows();
    check_conversions();
    const uint64_t hash = check_folds();
    for (int64_t n = 1; n < 40; n++)
        for (int64_t width = 1; width < 20; width++) {
            check_columns(n, width, width);
            check_columns(n, width, width + 3);
            check_columns(n, width, -width);
        }
    printf("%016" PRIx64 "\n", hash);
    return 0;
}
