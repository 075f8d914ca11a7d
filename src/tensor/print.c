/* Tensors as text. Knows of no ops.
 *
 * NumPy's rules. Floats: all elements that will be shown are written with their shortest unique digits, cut at `precision`
 * places. They go to exponent form when the largest magnitude has more digits than its dtype keeps (at most 8), when the smallest
 * (not 0) is below 1e-4 or when their ratio is above 1000, each compared in the tensor's own dtype; then all are padded to one
 * width. Lines wrap at `line_width`; beyond `threshold` elements each axis shows `edge_items` at both ends. Decimal points of the
 * process's locale never appear: digits are taken from snprintf's output, the point is ours. */
#include "tensor/print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { STRING_HEADER = 64, CELL = 400 };

ln_status ln_string_new(ln_context *ctx, const char *text, size_t length, char **out)
{
    void *block;
    size_t bytes = STRING_HEADER + length + 1;
    LN_TRY(ln_alloc(ctx, bytes, "a text", &block));
    memcpy(block, &bytes, sizeof bytes);
    *out = (char *)block + STRING_HEADER;
    memcpy(*out, text, length);
    (*out)[length] = '\0';
    return LN_OK;
}

void ln_string_free(ln_context *ctx, char *text)
{
    size_t bytes;
    if (text == NULL)
        return;
    memcpy(&bytes, text - STRING_HEADER, sizeof bytes);
    ln_free(ctx, text - STRING_HEADER, bytes);
}

/* A growing text; `failed` once memory ran out. */
typedef struct text {
    ln_context *ctx;
    char *data;
    size_t size, capacity;
    bool failed;
} text;

static void append(text *t, const char *s, size_t n)
{
    if (t->failed)
        return;
    if (t->size + n > t->capacity) {
        size_t capacity = 2 * (t->size + n) + 256;
        void *block;
        if (ln_alloc(t->ctx, capacity, "a text", &block) != LN_OK) {
            t->failed = true;
            return;
        }
        if (t->size > 0)
            memcpy(block, t->data, t->size);
        ln_free(t->ctx, t->data, t->capacity);
        t->data = block;
        t->capacity = capacity;
    }
    memcpy(t->data + t->size, s, n);
    t->size += n;
}

static void append_spaces(text *t, int n)
{
    for (; n > 0; n--)
        append(t, " ", 1);
}

static void text_free(text *t)
{
    ln_free(t->ctx, t->data, t->capacity);
}

/* Digits ------------------------------------------------------------------------------------------------------------ */

typedef struct decimal {
    char digits[20];     /* d1 d2 ... without trailing zeros (one digit at least) */
    int count, exponent; /* value = d1.d2... * 10^exponent */
} decimal;

static bool reads_back(const char *s, double v, ln_dtype dtype)
{
    switch (dtype) {
    case LN_FLOAT64:
        return strtod(s, NULL) == v;
    case LN_FLOAT32:
        return strtof(s, NULL) == (float)v;
    case LN_FLOAT16:
        return ln_float_to_half(strtof(s, NULL)) == ln_float_to_half((float)v);
    default:
        return ln_float_to_bfloat(strtof(s, NULL)) == ln_float_to_bfloat((float)v);
    }
}

static void parse_exponent_form(const char *s, decimal *d)
{
    d->count = 0;
    for (; *s != 'e' && *s != '\0'; s++)
        if (*s >= '0' && *s <= '9' && d->count < 18)
            d->digits[d->count++] = *s;
    d->exponent = *s == 'e' ? atoi(s + 1) : 0;
    while (d->count > 1 && d->digits[d->count - 1] == '0')
        d->count--;
}

/* Adds one unit in the last place to digits in exponent form; false when that would carry past the first digit. */
static bool step_up(char *s)
{
    char *at = strchr(s, 'e');
    while (at-- > s) {
        if (*at == '9') {
            *at = '0';
        } else if (*at >= '0' && *at < '9') {
            ++*at;
            return true;
        }
    }
    return false;
}

/* The fewest digits that read back as v (v >= 0, finite) in its dtype. Above a power of two the numbers lie half as dense as
 * below it, so there the next decimal above may read back where the nearest, below, doesn't. */
static void shortest(double v, ln_dtype dtype, decimal *d)
{
    char s[40];
    int exponent;
    bool power_of_two = frexp(v, &exponent) == 0.5;
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(s, sizeof s, "%.*e", digits - 1, v);
        if (reads_back(s, v, dtype) || digits == 17 || (power_of_two && step_up(s) && reads_back(s, v, dtype))) {
            parse_exponent_form(s, d);
            return;
        }
    }
}

/* Fixed notation: shortest digits, at most `precision` places, at least the point. */
static void positional(double v, ln_dtype dtype, int precision, char *out, size_t size)
{
    decimal d;
    double magnitude = fabs(v);
    shortest(magnitude, dtype, &d);
    char *at = out;
    if (signbit(v))
        *at++ = '-';
    size_t room = size - 2;
    if (d.count - 1 - d.exponent > precision) { /* too many places: round the exact value */
        int n = snprintf(at, room, "%.*f", precision, magnitude);
        int point = n;
        for (int i = n - 1; i >= 0 && precision > 0; i--) /* the locale's point may be several bytes */
            if (at[i] < '0' || at[i] > '9')
                point = i;
        if (precision > 0)
            memmove(at + point + 1, at + n - precision, (size_t)precision);
        at[point] = '.';
        n = point + 1 + precision;
        while (at[n - 1] == '0')
            n--;
        at[n] = '\0';
        return;
    }
    int i = 0;
    if (d.exponent < 0)
        *at++ = '0';
    for (int place = d.exponent < 0 ? 0 : d.exponent; d.exponent >= 0 && place >= 0; place--)
        *at++ = i < d.count ? d.digits[i++] : '0';
    *at++ = '.';
    if (!(d.count == 1 && d.digits[0] == '0')) {
        for (int zero = d.exponent + 1; zero < 0; zero++)
            *at++ = '0';
        while (i < d.count)
            *at++ = d.digits[i++];
    }
    *at = '\0';
}

/* v's digits to `places` after the first: the shortest ones when they are that many, else v's exact value rounded, also beyond
 * the shortest digits, as NumPy pads. */
static void scientific_digits(double v, ln_dtype dtype, int places, decimal *d)
{
    char s[60];
    shortest(fabs(v), dtype, d);
    if (d->count - 1 != places) {
        snprintf(s, sizeof s, "%.*e", places, fabs(v));
        parse_exponent_form(s, d);
    }
}

static int scientific_places(double v, ln_dtype dtype, int precision, int *exponent_digits)
{
    decimal d;
    shortest(fabs(v), dtype, &d);
    if (d.count - 1 > precision) /* rounding may leave zeros at the end */
        scientific_digits(v, dtype, precision, &d);
    if (abs(d.exponent) > 99)
        *exponent_digits = 3;
    return d.count - 1;
}

static void scientific(double v, ln_dtype dtype, int places, int exponent_digits, char *out, size_t size)
{
    decimal d;
    char *at = out;
    scientific_digits(v, dtype, places, &d);
    if (signbit(v))
        *at++ = '-';
    *at++ = d.digits[0];
    *at++ = '.';
    for (int i = 1; i <= places; i++)
        *at++ = i < d.count ? d.digits[i] : '0';
    snprintf(at, size - (size_t)(at - out), "e%c%0*d", d.exponent < 0 ? '-' : '+', exponent_digits, abs(d.exponent));
}

/* Layout ------------------------------------------------------------------------------------------------------------ */

typedef struct printer {
    const ln_tensor *t;
    ln_print_options options;
    bool summary;
    bool exponent;   /* floats in exponent form */
    int left, right; /* characters before and after the point; for other dtypes `left` is the width */
    int places;      /* of the exponent form */
    int exponent_digits;
    text *out;
} printer;

static void visit_element(printer *p, int64_t flat, double *largest, double *smallest, bool *special)
{
    double v = ln_tensor_get_double(p->t, flat);
    if (!isfinite(v)) {
        *special = true;
        return;
    }
    v = fabs(v);
    if (v != 0) {
        *largest = v > *largest ? v : *largest;
        *smallest = v < *smallest ? v : *smallest;
    }
}

/* Calls `visit` for each element that will be shown. */
static void each_shown(printer *p, int axis, int64_t flat, void (*visit)(printer *, int64_t, void *), void *data)
{
    const ln_tensor *t = p->t;
    if (axis == t->rank) {
        visit(p, flat, data);
        return;
    }
    int64_t length = t->shape[axis], edge = p->options.edge_items;
    for (int64_t i = 0; i < length; i++) {
        if (p->summary && length > 2 * edge && i == edge)
            i = length - edge;
        each_shown(p, axis + 1, flat * length + i, visit, data);
    }
}

typedef struct range {
    double largest, smallest;
    bool special;
} range;

static void visit_range(printer *p, int64_t flat, void *data)
{
    range *r = data;
    visit_element(p, flat, &r->largest, &r->smallest, &r->special);
}

static void widen(int *width, int value)
{
    if (value > *width)
        *width = value;
}

static void visit_places(printer *p, int64_t flat, void *data)
{
    (void)data;
    double v = ln_tensor_get_double(p->t, flat);
    if (isfinite(v))
        widen(&p->places, scientific_places(v, p->t->dtype, p->options.precision, &p->exponent_digits));
}

static void visit_width(printer *p, int64_t flat, void *data)
{
    (void)data;
    char cell[CELL];
    double v = ln_tensor_get_double(p->t, flat);
    if (!isfinite(v))
        return;
    if (p->exponent)
        scientific(v, p->t->dtype, p->places, p->exponent_digits, cell, sizeof cell);
    else
        positional(v, p->t->dtype, p->options.precision, cell, sizeof cell);
    const char *point = strchr(cell, '.');
    widen(&p->left, (int)(point - cell));
    widen(&p->right, (int)strlen(point + 1));
}

static void visit_special(printer *p, int64_t flat, void *data)
{
    (void)data;
    double v = ln_tensor_get_double(p->t, flat);
    if (isfinite(v))
        return;
    int width = isnan(v) ? 3 : v < 0 ? 4 : 3;
    widen(&p->left, width - p->right - 1);
}

static void plain_cell(const printer *p, int64_t flat, char *cell, size_t size)
{
    int64_t v = ln_tensor_get_int(p->t, flat);
    if (p->t->dtype == LN_BOOL)
        snprintf(cell, size, "%s", v ? "True" : "False");
    else if (p->t->dtype == LN_UINT64)
        snprintf(cell, size, "%llu", (unsigned long long)v);
    else
        snprintf(cell, size, "%lld", (long long)v);
}

static void visit_plain(printer *p, int64_t flat, void *data)
{
    (void)data;
    char cell[CELL];
    plain_cell(p, flat, cell, sizeof cell);
    widen(&p->left, (int)strlen(cell));
    if (p->t->dtype == LN_BOOL && p->t->rank > 0) /* NumPy leaves room for False even where none is shown */
        widen(&p->left, 5);
}

/* v rounded to a float dtype. */
static double rounded(double v, ln_dtype dtype)
{
    switch (dtype) {
    case LN_FLOAT64:
        return v;
    case LN_FLOAT32:
        return (float)v;
    case LN_FLOAT16:
        return ln_half_to_float(ln_float_to_half((float)v));
    default:
        return ln_bfloat_to_float(ln_float_to_bfloat((float)v));
    }
}

static void choose_format(printer *p)
{
    range r = { 0, INFINITY, false };
    ln_dtype dtype = p->t->dtype;
    double bound = dtype == LN_FLOAT64 ? 1e8 : dtype == LN_FLOAT32 ? 1e6 : dtype == LN_FLOAT16 ? 1e3 : 1e2;
    if (!ln_dtype_is_float(p->t->dtype)) {
        each_shown(p, 0, 0, visit_plain, NULL);
        return;
    }
    each_shown(p, 0, 0, visit_range, &r);
    p->exponent = r.largest > 0 &&
                  (r.largest >= bound || r.smallest < rounded(1e-4, dtype) || rounded(r.largest / r.smallest, dtype) > 1000);
    if (p->exponent)
        each_shown(p, 0, 0, visit_places, NULL);
    each_shown(p, 0, 0, visit_width, NULL);
    if (r.special)
        each_shown(p, 0, 0, visit_special, NULL);
}

/* One element, padded. */
static void write_cell(const printer *p, int64_t flat, char *out, size_t size)
{
    char cell[CELL];
    if (!ln_dtype_is_float(p->t->dtype)) {
        plain_cell(p, flat, cell, sizeof cell);
        snprintf(out, size, "%*s", p->left, cell);
        return;
    }
    double v = ln_tensor_get_double(p->t, flat);
    int width = p->left + 1 + p->right;
    if (!isfinite(v)) {
        snprintf(out, size, "%*s", width, isnan(v) ? "nan" : v < 0 ? "-inf" : "inf");
        return;
    }
    if (p->exponent)
        scientific(v, p->t->dtype, p->places, p->exponent_digits, cell, sizeof cell);
    else
        positional(v, p->t->dtype, p->right < p->options.precision ? p->right : p->options.precision, cell, sizeof cell);
    int left = p->left - (int)(strchr(cell, '.') - cell);
    snprintf(out, size, "%*s%-*s", left > 0 ? left : 0, "", width - left, cell);
}

static void write_axis(printer *p, int axis, int64_t flat, int indent, int width)
{
    const ln_tensor *t = p->t;
    int64_t length = t->shape[axis], edge = p->options.edge_items;
    bool last_axis = axis == t->rank - 1, cut = p->summary && length > 2 * edge;
    int column = indent; /* of the current line, on the last axis */
    append(p->out, "[", 1);
    for (int64_t i = 0; i < length; i++) {
        char word[CELL + 40] = "...";
        bool dots = cut && i == edge;
        if (last_axis) {
            if (!dots)
                write_cell(p, flat * length + i, word, sizeof word);
            int size = (int)strlen(word);
            if (column + size > width - 1 && column > indent) {
                while (p->out->size > 0 && p->out->data[p->out->size - 1] == ' ')
                    p->out->size--;
                append(p->out, "\n", 1);
                append_spaces(p->out, indent);
                column = indent;
            }
            append(p->out, word, (size_t)size);
            column += size;
        } else {
            if (i > 0)
                append_spaces(p->out, indent);
            if (dots)
                append(p->out, "...", 3);
            else
                write_axis(p, axis + 1, flat * length + i, indent + 1, width - 1);
        }
        if (dots)
            i = length - edge - 1;
        if (i == length - 1)
            break;
        append(p->out, ",", 1);
        if (last_axis) {
            append(p->out, " ", 1);
            column += 2;
        }
        for (int k = 1; !last_axis && k < t->rank - axis; k++)
            append(p->out, "\n", 1);
    }
    append(p->out, "]", 1);
}

ln_status ln_tensor_format(ln_context *ctx, const ln_tensor *t, const ln_print_options *options, char **out)
{
    static const ln_print_options defaults = { 8, 1000, 3, 75 };
    char shape[LN_SHAPE_TEXT], tail[LN_SHAPE_TEXT + 60];
    text result = { .ctx = ctx };
    if (options != NULL && (options->precision < 0 || options->threshold < 0))
        return ln_error(ctx, LN_ERROR_ARGUMENT, "print options: precision %d and threshold %d must not be negative",
                        options->precision, options->threshold);
    if (options != NULL && (options->edge_items < 1 || options->line_width < 1))
        return ln_error(ctx, LN_ERROR_ARGUMENT, "print options: edge_items %d and line_width %d must be at least 1",
                        options->edge_items, options->line_width);
    ln_shape_text(t->rank, t->shape, shape, sizeof shape);
    if (ln_tensor_is_symbol(t)) {
        int n = snprintf(tail, sizeof tail, "<symbol shape=%s, dtype=%s>", shape, ln_dtype_name(t->dtype));
        return ln_string_new(ctx, tail, (size_t)n, out);
    }
    printer p = { .t = t, .options = options != NULL ? *options : defaults, .out = &result, .exponent_digits = 2 };
    p.summary = t->size > p.options.threshold;
    append(&result, "tensor(", 7);
    if (t->size == 0) {
        append(&result, "[]", 2);
    } else {
        choose_format(&p);
        if (t->rank == 0) {
            char cell[CELL + 40];
            write_cell(&p, 0, cell, sizeof cell);
            append(&result, cell, strlen(cell));
        } else {
            write_axis(&p, 0, 0, 8, p.options.line_width);
        }
    }
    int n = snprintf(tail, sizeof tail, ", shape=%s, dtype=%s)", shape, ln_dtype_name(t->dtype));
    append(&result, tail, (size_t)n);
    ln_status status = result.failed ? LN_ERROR_MEMORY : ln_string_new(ctx, result.data, result.size, out);
    text_free(&result);
    return status;
}
