/* npy bytes to tensors and back. Knows of no files, archives, ops or Lua. */
#include "io/bytes.h"
#include "io/npy.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static const bool host_is_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

/* The header ------------------------------------------------------------------------------------------------------- */

typedef struct reader {
    ln_context *ctx;
    const char *where;
    const char *start, *at, *end; /* of the header's text */
} reader;

typedef struct header {
    ln_spec spec;
    bool swap, fortran;
} header;

static ln_status bad(reader *r, const char *what)
{
    return ln_error(r->ctx, LN_ERROR_FORMAT, "%s: npy header, byte %zu: %s", r->where, (size_t)(r->at - r->start), what);
}

static void skip_space(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

static bool take(reader *r, char c)
{
    skip_space(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static ln_status read_string(reader *r, char *out, size_t size)
{
    skip_space(r);
    if (r->at == r->end || (*r->at != '\'' && *r->at != '"'))
        return bad(r, "expected a quoted string");
    char quote = *r->at++;
    size_t length = 0;
    while (r->at < r->end && *r->at != quote) {
        unsigned char c = (unsigned char)*r->at;
        if (length + 1 >= size || c < ' ' || c > '~' || c == '\\')
            return bad(r, "this string is none of an npy header");
        out[length++] = *r->at++;
    }
    if (r->at == r->end)
        return bad(r, "the string doesn't end");
    r->at++;
    out[length] = '\0';
    return LN_OK;
}

static ln_status read_dtype(reader *r, header *h)
{
    static const struct {
        const char *code;
        ln_dtype dtype;
    } codes[] = { { "b1", LN_BOOL },   { "u1", LN_UINT8 },   { "u2", LN_UINT16 },  { "u4", LN_UINT32 },
                  { "u8", LN_UINT64 }, { "i1", LN_INT8 },    { "i2", LN_INT16 },   { "i4", LN_INT32 },
                  { "i8", LN_INT64 },  { "f2", LN_FLOAT16 }, { "f4", LN_FLOAT32 }, { "f8", LN_FLOAT64 } };
    char text[32], message[96];
    skip_space(r);
    if (r->at < r->end && *r->at == '[')
        return bad(r, "structured dtypes are not read");
    LN_TRY(read_string(r, text, sizeof text));
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        bool one = codes[i].code[1] == '1';
        if (text[0] == '\0' || strcmp(text + 1, codes[i].code) != 0 || (one ? text[0] != '|' : text[0] != '<' && text[0] != '>'))
            continue;
        h->spec.dtype = codes[i].dtype;
        h->swap = !one && (text[0] == '>') != host_is_big;
        return LN_OK;
    }
    snprintf(message, sizeof message, "dtype '%s' is not read (bool, integers and float16 to float64 are)", text);
    return bad(r, message);
}

static ln_status read_shape(reader *r, header *h)
{
    bool comma = false;
    if (!take(r, '('))
        return bad(r, "expected a shape in parentheses");
    while (!take(r, ')')) {
        if (h->spec.rank > 0 && !comma)
            return bad(r, "expected ',' or ')' in the shape");
        if (h->spec.rank == LN_MAX_RANK)
            return bad(r, "a tensor has at most 32 axes");
        if (r->at == r->end || *r->at < '0' || *r->at > '9')
            return bad(r, "expected a dimension (digits)");
        int64_t n = 0;
        for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++)
            if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *r->at - '0', &n))
                return bad(r, "this dimension is too large");
        h->spec.shape[h->spec.rank++] = n;
        comma = take(r, ',');
    }
    if (h->spec.rank == 1 && !comma)
        return bad(r, "a shape of one axis needs a comma: (3,)");
    return LN_OK;
}

static bool take_word(reader *r, const char *word)
{
    size_t length = strlen(word);
    skip_space(r);
    if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0)
        return false;
    r->at += length;
    return true;
}

static ln_status read_header(reader *r, header *h)
{
    static const char *const keys[] = { "descr", "fortran_order", "shape" };
    bool seen[3] = { false, false, false };
    if (!take(r, '{'))
        return bad(r, "expected '{'");
    while (!take(r, '}')) {
        char key[32], message[96];
        int k = 0;
        LN_TRY(read_string(r, key, sizeof key));
        while (k < 3 && strcmp(key, keys[k]) != 0)
            k++;
        if (k == 3 || seen[k]) {
            snprintf(message, sizeof message, k == 3 ? "unknown key '%s'" : "key '%s' stands twice", key);
            return bad(r, message);
        }
        seen[k] = true;
        if (!take(r, ':'))
            return bad(r, "expected ':'");
        if (k == 0)
            LN_TRY(read_dtype(r, h));
        else if (k == 2)
            LN_TRY(read_shape(r, h));
        else if (take_word(r, "True"))
            h->fortran = true;
        else if (!take_word(r, "False"))
            return bad(r, "fortran_order is True or False");
        if (!take(r, ',')) {
            if (!take(r, '}'))
                return bad(r, "expected ',' or '}'");
            break;
        }
    }
    skip_space(r);
    if (r->at != r->end)
        return bad(r, "something follows the header's '}'");
    for (int k = 0; k < 3; k++)
        if (!seen[k])
            return ln_error(r->ctx, LN_ERROR_FORMAT, "%s: npy header: key '%s' is missing", r->where, keys[k]);
    return LN_OK;
}

/* The elements ----------------------------------------------------------------------------------------------------- */

static void swap_items(char *items, int64_t count, size_t item)
{
    for (int64_t i = 0; i < count; i++, items += item)
        for (size_t low = 0, high = item - 1; low < high; low++, high--) {
            char kept = items[low];
            items[low] = items[high];
            items[high] = kept;
        }
}

/* Elements in Fortran order (first axis fastest) into C order. */
static void from_fortran(ln_tensor *t, const char *source, size_t item)
{
    int64_t index[LN_MAX_RANK] = { 0 };
    for (int64_t i = 0; i < t->size; i++) {
        int64_t place = 0;
        for (int axis = 0; axis < t->rank; axis++)
            place += index[axis] * t->strides[axis];
        memcpy(t->data + (size_t)place * item, source + (size_t)i * item, item);
        for (int axis = 0; axis < t->rank && ++index[axis] == t->shape[axis]; axis++)
            index[axis] = 0;
    }
}

ln_status ln_npy_parse(ln_context *ctx, const char *where, const void *bytes, size_t size, ln_tensor **out)
{
    const unsigned char *b = bytes;
    if (size < 6 || memcmp(b, "\x93NUMPY", 6) != 0)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: not an npy file (its first bytes aren't \\x93NUMPY)", where);
    size_t before = size > 6 && b[6] == 1 ? 10 : 12;
    if (size < before)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: truncated within the npy preamble: %zu bytes", where, size);
    if (b[6] < 1 || b[6] > 3 || b[7] != 0)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: npy version %d.%d is not read (1.0, 2.0 and 3.0 are)", where, b[6], b[7]);
    size_t length = (size_t)ln_get_bytes(b + 8, (int)before - 8);
    if (length > size - before)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: truncated within the npy header: it has %zu bytes, %zu are there", where,
                        length, size - before);
    const char *text = (const char *)b + before;
    reader r = { ctx, where, text, text, text + length };
    header h = { .swap = false };
    LN_TRY(read_header(&r, &h));
    size_t item = ln_dtype_size(h.spec.dtype), wanted = item, present = size - before - length;
    bool overflow = false, empty = false;
    for (int i = 0; i < h.spec.rank; i++) {
        empty = empty || h.spec.shape[i] == 0;
        overflow = __builtin_mul_overflow(wanted, (size_t)h.spec.shape[i], &wanted) || overflow;
    }
    char shape[LN_SHAPE_TEXT];
    ln_shape_text(h.spec.rank, h.spec.shape, shape, sizeof shape);
    if (overflow && !empty)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: shape %s is larger than any file", where, shape);
    wanted = empty ? 0 : wanted;
    if (wanted != present)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: %s: shape %s of %s takes %zu bytes, %zu are there", where,
                        present < wanted ? "truncated" : "too long", shape, ln_dtype_name(h.spec.dtype), wanted, present);
    ln_tensor *t;
    LN_TRY(ln_tensor_new(ctx, h.spec.dtype, h.spec.rank, h.spec.shape, &t));
    const char *data = text + length;
    if (h.fortran && h.spec.rank > 1)
        from_fortran(t, data, item);
    else if (wanted > 0)
        memcpy(t->data, data, wanted);
    if (h.swap)
        swap_items(t->data, t->size, item);
    if (t->dtype == LN_BOOL) /* any byte but 0 is true, as NumPy reads it */
        for (size_t i = 0; i < wanted; i++)
            t->data[i] = t->data[i] != 0;
    *out = t;
    return LN_OK;
}

ln_status ln_npy_format(ln_context *ctx, const char *where, const ln_tensor *t, void **out, size_t *size)
{
    static const char *const codes[LN_DTYPE_COUNT] = {
        [LN_BOOL] = "b1",  [LN_UINT8] = "u1", [LN_UINT16] = "u2", [LN_UINT32] = "u4",  [LN_UINT64] = "u8",  [LN_INT8] = "i1",
        [LN_INT16] = "i2", [LN_INT32] = "i4", [LN_INT64] = "i8",  [LN_FLOAT16] = "f2", [LN_FLOAT32] = "f4", [LN_FLOAT64] = "f8"
    };
    if (ln_tensor_is_symbol(t))
        return ln_error(ctx, LN_ERROR_SYMBOLIC, "%s: a tensor without a value can't be saved", where);
    if (codes[t->dtype] == NULL)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: npy files have no %s; cast to float32 first", where,
                        ln_dtype_name(t->dtype));
    /* 32 axes of at most 20 characters each stay below 1024, so version 1 always does. */
    char text[1024], shape[800] = "";
    size_t item = ln_dtype_size(t->dtype), data = (size_t)t->size * item, used = 0;
    for (int i = 0; i < t->rank; i++)
        used += (size_t)snprintf(shape + used, sizeof shape - used, i == 0 ? "%lld" : ", %lld", (long long)t->shape[i]);
    int length = snprintf(text, sizeof text, "{'descr': '%c%s', 'fortran_order': False, 'shape': (%s%s), }",
                          item == 1     ? '|'
                          : host_is_big ? '>'
                                        : '<',
                          codes[t->dtype], shape, t->rank == 1 ? "," : "");
    size_t start = (10 + (size_t)length + 1 + 63) / 64 * 64;
    void *block;
    LN_TRY(ln_alloc(ctx, start + data, "npy bytes", &block));
    char *b = block;
    memset(b, ' ', start);
    memcpy(b, "\x93NUMPY\x01\x00", 8);
    b[8] = (char)((start - 10) & 255);
    b[9] = (char)((start - 10) >> 8);
    memcpy(b + 10, text, (size_t)length);
    b[start - 1] = '\n';
    if (data > 0)
        ln_tensor_copy_to(t, t->dtype, b + start);
    *out = block;
    *size = start + data;
    return LN_OK;
}
