/* What elements of HDF5 files mean: types, shapes, attributes, storage; and reading them. Knows nothing of groups. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5_parse.h"

static const bool host_is_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

/* Types ------------------------------------------------------------------------------------------------------------ */

static void read_integer(ln_h5_cursor *c, unsigned bits, ln_h5_value *v)
{
    static const ln_dtype unsigned_types[] = { [1] = LN_UINT8, [2] = LN_UINT16, [4] = LN_UINT32, [8] = LN_UINT64 };
    static const ln_dtype signed_types[] = { [1] = LN_INT8, [2] = LN_INT16, [4] = LN_INT32, [8] = LN_INT64 };
    uint64_t offset = ln_h5_take(c, 2), precision = ln_h5_take(c, 2);
    bool whole = v->item == 1 || v->item == 2 || v->item == 4 || v->item == 8;
    if (!whole || offset != 0 || precision != v->item * 8) {
        v->unread = "integers of another width than 8, 16, 32 or 64 bits";
        return;
    }
    v->kind = LN_H5_NUMBERS;
    v->swap = v->item > 1 && (bits & 1) != (unsigned)host_is_big;
    v->dtype = bits & 8 ? signed_types[v->item] : unsigned_types[v->item];
}

static void read_float(ln_h5_cursor *c, unsigned bits, ln_h5_value *v)
{
    static const struct {
        size_t item;
        ln_dtype dtype;
        uint8_t sign, exponent_at, exponent, mantissa;
        uint32_t bias;
    } formats[] = { { 2, LN_FLOAT16, 15, 10, 5, 10, 15 },
                    { 2, LN_BFLOAT16, 15, 7, 8, 7, 127 },
                    { 4, LN_FLOAT32, 31, 23, 8, 23, 127 },
                    { 8, LN_FLOAT64, 63, 52, 11, 52, 1023 } };
    uint64_t offset = ln_h5_take(c, 2), precision = ln_h5_take(c, 2), exponent_at = ln_h5_take(c, 1), exponent = ln_h5_take(c, 1);
    uint64_t mantissa_at = ln_h5_take(c, 1), mantissa = ln_h5_take(c, 1), bias = ln_h5_take(c, 4);
    v->unread = "floats of another format than IEEE's of 16, 32 or 64 bits or bfloat16";
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (v->item == formats[i].item && offset == 0 && precision == v->item * 8 && exponent_at == formats[i].exponent_at &&
            exponent == formats[i].exponent && mantissa_at == 0 && mantissa == formats[i].mantissa && bias == formats[i].bias &&
            (bits >> 8 & 255) == formats[i].sign && (bits & 64) == 0) {
            v->kind = LN_H5_NUMBERS;
            v->unread = NULL;
            v->dtype = formats[i].dtype;
            v->swap = (bits & 1) != (unsigned)host_is_big;
        }
}

/* h5py's booleans: an enumeration of one byte, FALSE = 0 and TRUE = 1. */
static void read_enumeration(ln_h5_cursor *c, int version, unsigned bits, ln_h5_value *v)
{
    uint8_t head[8] = { 0 };
    v->unread = "enumerations other than FALSE = 0, TRUE = 1";
    const uint8_t *base = ln_h5_skip(c, 12);
    if (base == NULL || (bits & 0xffff) != 2 || v->item != 1 || (base[0] & 15) != 0)
        return;
    memcpy(head, "FALSE", 6);
    const uint8_t *first = ln_h5_skip(c, version < 3 ? 8 : 6), *second = ln_h5_skip(c, version < 3 ? 8 : 5);
    const uint8_t *values = ln_h5_skip(c, 2);
    if (values == NULL || memcmp(first, "FALSE", 6) != 0 || memcmp(second, "TRUE", 5) != 0 || values[0] != 0 || values[1] != 1)
        return;
    v->kind = LN_H5_NUMBERS;
    v->unread = NULL;
    v->dtype = LN_BOOL;
}

ln_status ln_h5_read_type(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *v)
{
    static const char *const names[] = { [2] = "times",     [4] = "bit fields", [5] = "opaque bytes",
                                         [6] = "compounds", [7] = "references", [9] = "sequences of varying length",
                                         [10] = "arrays" };
    unsigned first = (unsigned)ln_h5_take(&c, 1), bits = (unsigned)ln_h5_take(&c, 3), type = first & 15;
    v->item = (size_t)ln_h5_take(&c, 4);
    v->kind = LN_H5_OTHER;
    if (c.cut || first >> 4 < 1 || first >> 4 > 4 || v->item == 0 || v->item > INT_MAX)
        return ln_h5_bad(ctx, h5, path, "damaged: a datatype that ends early, of an unknown version or without a size");
    if (type == 0)
        read_integer(&c, bits, v);
    else if (type == 1)
        read_float(&c, bits, v);
    else if (type == 8)
        read_enumeration(&c, (int)(first >> 4), bits, v);
    else if (type == 3 || (type == 9 && (bits & 15) == 1 && v->item == 16)) {
        v->kind = LN_H5_TEXT;
        v->varying = type == 9;
    } else
        v->unread = type < sizeof names / sizeof *names && names[type] != NULL ? names[type] : "an unknown class of data";
    if (c.cut)
        return ln_h5_bad(ctx, h5, path, "damaged: a datatype that ends early");
    return LN_OK;
}

/* Shapes ----------------------------------------------------------------------------------------------------------- */

ln_status ln_h5_read_space(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *v)
{
    uint64_t version = ln_h5_take(&c, 1), rank = ln_h5_take(&c, 1);
    ln_h5_skip(&c, 1);
    uint64_t type = ln_h5_take(&c, 1);
    if (version == 1)
        ln_h5_skip(&c, 4);
    if (c.cut || version < 1 || version > 2 || rank > LN_MAX_RANK)
        return ln_h5_bad(ctx, h5, path, "a dataspace that is damaged, of an unknown version or of more than %d axes",
                         LN_MAX_RANK);
    int64_t *shape;
    LN_TRY(ln_zone_alloc(ctx, &h5->zone, (size_t)rank + 1, sizeof *shape, &shape));
    v->shape = shape;
    v->rank = (int)rank;
    bool empty = version == 2 && type == 2, overflow = false; /* a null space holds nothing */
    v->size = 1;
    for (int i = 0; i < v->rank; i++) {
        uint64_t n = ln_h5_take(&c, 8);
        if (n > INT64_MAX)
            return ln_h5_bad(ctx, h5, path, "damaged: its shape is larger than any file");
        shape[i] = (int64_t)n;
        empty = empty || n == 0;
        overflow = __builtin_mul_overflow(v->size, shape[i], &v->size) || overflow;
    }
    if (empty)
        v->size = 0;
    if (c.cut || (overflow && !empty))
        return ln_h5_bad(ctx, h5, path, c.cut ? "damaged: a dataspace that ends early" : "its shape is larger than any file");
    return LN_OK;
}

/* Storage ---------------------------------------------------------------------------------------------------------- */

ln_status ln_h5_read_layout(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *v, uint64_t *stored)
{
    int version = (int)ln_h5_take(&c, 1), type = (int)ln_h5_take(&c, 1);
    if (type == 3)
        return ln_h5_bad(ctx, h5, path, "a virtual dataset, whose data are in other files, which are not opened");
    if (version < 3 || version > 4 || type > 2 || c.cut)
        return ln_h5_bad(ctx, h5, path, "its storage (layout version %d, class %d) is not read", version, type);
    if (type == 0) {
        *stored = ln_h5_take(&c, 2);
        v->data = ln_h5_skip(&c, *stored);
        if (v->data == NULL)
            return ln_h5_bad(ctx, h5, path, "damaged: compact data that end early");
        return LN_OK;
    }
    if (type == 1) {
        uint64_t address = ln_h5_take(&c, 8);
        *stored = ln_h5_take(&c, 8);
        if (c.cut || (address != LN_H5_UNDEFINED && (address > h5->size || *stored > h5->size - address)))
            return ln_h5_bad(ctx, h5, path, "truncated or damaged: its data (%llu bytes at byte %llu) lie outside the file",
                             (unsigned long long)*stored, (unsigned long long)address);
        v->data = address == LN_H5_UNDEFINED ? NULL : h5->start + address;
        return LN_OK;
    }
    v->chunked = true;
    if (version == 4) {
        v->unread = "chunks with an index of libver=\"latest\"";
        return LN_OK;
    }
    uint64_t rank = ln_h5_take(&c, 1);
    v->chunk_tree = ln_h5_take(&c, 8);
    int64_t *chunk;
    LN_TRY(ln_zone_alloc(ctx, &h5->zone, (size_t)rank + 1, sizeof *chunk, &chunk));
    for (uint64_t i = 0; i < rank; i++)
        chunk[i] = (int64_t)ln_h5_take(&c, 4);
    v->chunk = chunk;
    *stored = rank; /* ln_h5_check_storage compares */
    if (c.cut || rank < 2)
        return ln_h5_bad(ctx, h5, path, "damaged: a layout of chunks that ends early");
    return LN_OK;
}

ln_status ln_h5_read_filters(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *v)
{
    uint64_t version = ln_h5_take(&c, 1), count = ln_h5_take(&c, 1);
    if (version == 1)
        ln_h5_skip(&c, 6);
    if (version < 1 || version > 2 || count > LN_H5_MAX_FILTERS)
        return ln_h5_bad(ctx, h5, path, "filters that are damaged, of an unknown version or more than %d", LN_H5_MAX_FILTERS);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t id = ln_h5_take(&c, 2), length = version == 1 || id >= 256 ? ln_h5_take(&c, 2) : 0;
        ln_h5_skip(&c, 2);
        uint64_t values = ln_h5_take(&c, 2);
        ln_h5_skip(&c, version == 1 ? (length + 7) / 8 * 8 : length);
        ln_h5_skip(&c, 4 * values + (version == 1 && values % 2 == 1 ? 4 : 0));
        if (c.cut)
            return ln_h5_bad(ctx, h5, path, "damaged: filters that end early");
        if (id != 1 && id != 2)
            return ln_h5_bad(ctx, h5, path, "filter %llu is not read (1, deflate, and 2, shuffle, are)", (unsigned long long)id);
        v->filters[v->filter_count++] = (uint16_t)id;
    }
    return LN_OK;
}

ln_status ln_h5_check_storage(ln_context *ctx, ln_h5 *h5, const char *path, const ln_h5_value *v, uint64_t stored)
{
    uint64_t wanted;
    if (__builtin_mul_overflow((uint64_t)v->size, (uint64_t)v->item, &wanted) || wanted > INT64_MAX)
        return ln_h5_bad(ctx, h5, path, "its shape is larger than any file");
    if (v->size == 0)
        return LN_OK;
    char shape[LN_SHAPE_TEXT];
    ln_shape_text(v->rank, v->shape, shape, sizeof shape);
    if (!v->chunked && v->data == NULL)
        return ln_h5_bad(ctx, h5, path, "shape %s is declared, but no data are stored", shape);
    if (!v->chunked && (stored != wanted || (uint64_t)(h5->start + h5->size - v->data) < wanted))
        return ln_h5_bad(ctx, h5, path, "shape %s takes %llu bytes, %llu are stored", shape, (unsigned long long)wanted,
                         (unsigned long long)stored);
    if (!v->chunked && v->filter_count > 0)
        return ln_h5_bad(ctx, h5, path, "damaged: filters without chunks");
    if (!v->chunked || v->unread != NULL)
        return LN_OK;
    if (stored != (uint64_t)v->rank + 1 || v->chunk[v->rank] != (int64_t)v->item)
        return ln_h5_bad(ctx, h5, path, "damaged: chunks of another rank or element than the dataset's");
    /* Deflate can't do better than 1032 to 1, and nothing unpacks that isn't there. */
    if (wanted / 1100 > h5->size)
        return ln_h5_bad(ctx, h5, path, "shape %s takes %llu bytes, more than %llu bytes of file can unpack to", shape,
                         (unsigned long long)wanted, (unsigned long long)h5->size);
    return LN_OK;
}

/* Attributes ------------------------------------------------------------------------------------------------------- */

ln_status ln_h5_read_attribute(ln_context *ctx, ln_h5 *h5, const char *path, ln_h5_cursor c, ln_h5_value *v)
{
    uint64_t version = ln_h5_take(&c, 1), flags = ln_h5_take(&c, 1), pad = version == 1 ? 7 : 0;
    uint64_t name_size = ln_h5_take(&c, 2), type_size = ln_h5_take(&c, 2), space_size = ln_h5_take(&c, 2);
    if (version == 3)
        ln_h5_skip(&c, 1); /* the name's character set */
    const uint8_t *name = ln_h5_skip(&c, (name_size + pad) & ~pad), *type = ln_h5_skip(&c, (type_size + pad) & ~pad);
    const uint8_t *space = ln_h5_skip(&c, (space_size + pad) & ~pad);
    if (version < 1 || version > 3 || c.cut || name_size == 0 || name[name_size - 1] != '\0')
        return ln_h5_bad(ctx, h5, path, "damaged: an attribute that ends early, without a name or of an unknown version");
    if (flags & 3 && version > 1)
        return ln_h5_bad(ctx, h5, path, "attribute '%.100s': a committed datatype, which is not read", (const char *)name);
    v->name = (const char *)name;
    LN_TRY(ln_h5_read_type(ctx, h5, path, (ln_h5_cursor){ type, type + type_size, false }, v));
    LN_TRY(ln_h5_read_space(ctx, h5, path, (ln_h5_cursor){ space, space + space_size, false }, v));
    uint64_t wanted;
    bool large = __builtin_mul_overflow((uint64_t)v->size, (uint64_t)v->item, &wanted);
    v->data = large ? NULL : ln_h5_skip(&c, wanted);
    if (v->data == NULL)
        return ln_h5_bad(ctx, h5, path, "damaged: attribute '%.100s' says it has more elements than are there", v->name);
    return LN_OK;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static ln_status unread(ln_context *ctx, const ln_h5 *h5, const ln_h5_value *v, const char *wanted)
{
    return ln_error(ctx, LN_ERROR_FORMAT, "%s, '%.200s': expected %s, it holds %s", h5->where, v->name, wanted,
                    v->kind == LN_H5_GROUP     ? "a group's objects"
                    : v->unread != NULL        ? v->unread
                    : v->kind == LN_H5_NUMBERS ? "numbers"
                                               : "text");
}

static void release_bytes(void *user, void *data)
{
    (void)data;
    ln_tensor_release(user);
}

static void swap_bytes(uint8_t *items, int64_t count, size_t item)
{
    for (int64_t i = 0; i < count; i++, items += item)
        for (size_t low = 0, high = item - 1; low < high; low++, high--) {
            uint8_t kept = items[low];
            items[low] = items[high];
            items[high] = kept;
        }
}

ln_status ln_h5_read(ln_context *ctx, ln_h5 *h5, const ln_h5_value *v, ln_tensor **out)
{
    if (v->kind != LN_H5_NUMBERS || v->unread != NULL)
        return unread(ctx, h5, v, "numbers");
    /* Elements that serve as they are stay where they are. */
    bool aligned = v->data != NULL && (uintptr_t)v->data % v->item == 0;
    if (!v->chunked && aligned && !v->swap && v->dtype != LN_BOOL && v->size > 0) {
        ln_tensor_retain(h5->bytes);
        ln_status status =
            ln_tensor_wrap(ctx, v->dtype, v->rank, v->shape, (void *)(uintptr_t)v->data, release_bytes, h5->bytes, out);
        if (status != LN_OK)
            ln_tensor_release(h5->bytes);
        return status;
    }
    ln_tensor *t;
    LN_TRY(ln_tensor_new(ctx, v->dtype, v->rank, v->shape, &t));
    size_t bytes = (size_t)v->size * v->item;
    ln_status status = LN_OK;
    if (v->size > 0 && v->chunked)
        status = ln_h5_read_chunks(ctx, h5, v, memset(t->data, 0, bytes));
    else if (v->size > 0)
        memcpy(t->data, v->data, bytes);
    if (v->swap)
        swap_bytes((uint8_t *)t->data, v->size, v->item);
    for (size_t i = 0; v->dtype == LN_BOOL && i < bytes; i++)
        t->data[i] = t->data[i] != 0;
    if (status == LN_OK)
        *out = t;
    else
        ln_tensor_release(t);
    return status;
}

/* Object `index` of the global heap's collection at `address`. */
static ln_status heap_text(ln_context *ctx, ln_h5 *h5, const ln_h5_value *v, uint64_t address, uint64_t index, uint64_t length,
                           const char **text)
{
    ln_h5_cursor c;
    uint64_t steps = h5->steps;
    h5->steps = UINT64_MAX; /* texts are asked for one by one; each costs at most one collection */
    ln_status status = ln_h5_seek(ctx, h5, "a heap of texts", address, 16, &c);
    if (status == LN_OK && memcmp(c.at, "GCOL\1", 5) != 0)
        status = ln_h5_bad(ctx, h5, v->name, "damaged: no heap of texts where one should be");
    if (status == LN_OK) {
        c.at += 8;
        uint64_t size = ln_h5_take(&c, 8);
        status = ln_h5_seek(ctx, h5, "a heap of texts", address, size < 16 ? 16 : size, &c);
        c.at += 16;
    }
    h5->steps = steps;
    LN_TRY(status);
    while (c.end - c.at >= 16) {
        uint64_t id = ln_h5_take(&c, 2);
        ln_h5_skip(&c, 6);
        uint64_t size = ln_h5_take(&c, 8);
        if (id == 0)
            break;
        if (id == index && length <= size && size <= (uint64_t)(c.end - c.at)) {
            *text = (const char *)c.at;
            return LN_OK;
        }
        if (id == index || size > (uint64_t)(c.end - c.at) || ln_h5_skip(&c, (size + 7) / 8 * 8) == NULL)
            break;
    }
    return ln_h5_bad(ctx, h5, v->name, "damaged: a text that isn't in its heap");
}

ln_status ln_h5_text(ln_context *ctx, ln_h5 *h5, const ln_h5_value *v, int64_t index, const char **text, size_t *length)
{
    if (v->kind != LN_H5_TEXT || v->unread != NULL || v->chunked)
        return unread(ctx, h5, v, "text");
    if (index < 0 || index >= v->size)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "%s, '%.200s': no element %lld", h5->where, v->name, (long long)index);
    const uint8_t *at = v->data + (size_t)index * v->item;
    if (!v->varying) {
        *text = (const char *)at;
        *length = strnlen(*text, v->item);
        return LN_OK;
    }
    ln_h5_cursor c = { at, at + 16, false };
    uint64_t size = ln_h5_take(&c, 4), address = ln_h5_take(&c, 8), object = ln_h5_take(&c, 4);
    *text = "";
    *length = 0;
    if (size == 0)
        return LN_OK;
    LN_TRY(heap_text(ctx, h5, v, address, object, size, text));
    *length = strnlen(*text, (size_t)size);
    return LN_OK;
}
