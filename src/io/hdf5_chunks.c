/* Chunked datasets of HDF5 files: a B-tree of chunks, each deflated and shuffled or not. */
#include <stdlib.h>
#include <string.h>
#ifdef LN_HAVE_ZLIB
#include <zlib.h>
#endif

#include "io/hdf5_parse.h"

enum { MAX_RANK = LN_MAX_RANK };

typedef struct reader {
    ln_context *ctx;
    ln_h5 *h5;
    const ln_h5_value *v;
    uint8_t *out;
    uint8_t *raw, *plain; /* a chunk unpacked; the same in order */
    size_t bytes;         /* of a chunk */
    uint64_t left;        /* chunks that may still come: each place has one */
} reader;

static ln_status bad(reader *r, const char *what)
{
    return ln_h5_bad(r->ctx, r->h5, r->v->name, "damaged: %s", what);
}

/* The bytes of element i stand in `planes` of one byte of each element. */
static void unshuffle(const uint8_t *from, uint8_t *to, size_t bytes, size_t item)
{
    size_t count = bytes / item;
    for (size_t b = 0; b < item; b++)
        for (size_t i = 0; i < count; i++)
            to[i * item + b] = from[b * count + i];
    memcpy(to + count * item, from + count * item, bytes - count * item);
}

/* Unpacks a deflated chunk, which must give exactly the bytes of one. */
static ln_status inflate_chunk(reader *r, const uint8_t *stored, uint64_t size, uint8_t *out)
{
#ifdef LN_HAVE_ZLIB
    uLongf length = r->bytes;
    int code = uncompress(out, &length, stored, (uLong)size);
    if (code == Z_MEM_ERROR)
        return ln_error(r->ctx, LN_ERROR_MEMORY, "out of memory to unpack '%s'", r->v->name);
    return code == Z_OK && length == r->bytes ? LN_OK : bad(r, "a deflated chunk that doesn't unpack to its size");
#else
    (void)stored;
    (void)size;
    (void)out;
    return ln_error(r->ctx, LN_ERROR_ARGUMENT, "%s: deflated, and this build unpacks nothing (LUNULA_ZIP=OFF)", r->v->name);
#endif
}

/* Undoes the filters, the last first. `mask` has a bit for each that was left out. */
static ln_status unpack(reader *r, const uint8_t *stored, uint64_t size, uint64_t mask, const uint8_t **out)
{
    const uint8_t *at = stored;
    uint8_t *next = r->raw;
    for (int i = r->v->filter_count - 1; i >= 0; i--) {
        if (mask >> i & 1)
            continue;
        if (r->v->filters[i] == 1) {
            LN_TRY(inflate_chunk(r, at, size, next));
            size = r->bytes;
        } else {
            if (size != r->bytes)
                return bad(r, "a shuffled chunk of another size");
            unshuffle(at, next, r->bytes, r->v->item);
        }
        at = next;
        next = next == r->raw ? r->plain : r->raw;
    }
    if (size != r->bytes)
        return bad(r, "a chunk of another size");
    *out = at;
    return LN_OK;
}

/* Copies the part of a chunk that lies within the dataset, row by row of the last axis. */
static ln_status place(reader *r, const int64_t *at, const uint8_t *chunk)
{
    const ln_h5_value *v = r->v;
    int64_t extent[MAX_RANK], index[MAX_RANK] = { 0 };
    int last = v->rank - 1;
    for (int i = 0; i < v->rank; i++) {
        if (at[i] < 0 || at[i] >= v->shape[i] || at[i] % v->chunk[i] != 0)
            return bad(r, "a chunk that lies outside the dataset or between places");
        extent[i] = v->shape[i] - at[i] < v->chunk[i] ? v->shape[i] - at[i] : v->chunk[i];
    }
    for (;;) {
        int64_t from = 0, to = 0;
        for (int i = 0; i < v->rank; i++) {
            from = from * v->chunk[i] + index[i];
            to = to * v->shape[i] + at[i] + index[i];
        }
        memcpy(r->out + (size_t)to * v->item, chunk + (size_t)from * v->item, (size_t)extent[last] * v->item);
        int axis = last - 1;
        while (axis >= 0 && ++index[axis] == extent[axis])
            index[axis--] = 0;
        if (axis < 0)
            return LN_OK;
    }
}

static ln_status read_tree(reader *r, uint64_t address, int level)
{
    ln_h5_cursor c, stored;
    const ln_h5_value *v = r->v;
    uint64_t key = 8 + 8 * ((uint64_t)v->rank + 1);
    LN_TRY(ln_h5_seek(r->ctx, r->h5, "a B-tree of chunks", address, 24, &c));
    if (memcmp(c.at, "TREE\1", 5) != 0 || c.at[5] > 8 || (level >= 0 && c.at[5] != level))
        return bad(r, "no B-tree of chunks where one should be");
    level = c.at[5];
    c.at += 6;
    uint64_t count = ln_h5_take(&c, 2);
    LN_TRY(ln_h5_seek(r->ctx, r->h5, "a B-tree of chunks", address + 24, count * (key + 8), &c));
    for (uint64_t i = 0; i < count; i++) {
        int64_t at[MAX_RANK + 1];
        uint64_t size = ln_h5_take(&c, 4), mask = ln_h5_take(&c, 4);
        for (int axis = 0; axis <= v->rank; axis++)
            at[axis] = (int64_t)ln_h5_take(&c, 8);
        uint64_t child = ln_h5_take(&c, 8);
        if (level > 0) {
            LN_TRY(read_tree(r, child, level - 1));
            continue;
        }
        if (r->left-- == 0)
            return bad(r, "more chunks than it has places");
        LN_TRY(ln_h5_seek(r->ctx, r->h5, "a chunk", child, size, &stored));
        const uint8_t *chunk = NULL;
        LN_TRY(unpack(r, stored.at, size, mask, &chunk));
        LN_TRY(place(r, at, chunk));
    }
    return LN_OK;
}

ln_status ln_h5_read_chunks(ln_context *ctx, ln_h5 *h5, const ln_h5_value *v, uint8_t *out)
{
    reader r = { .ctx = ctx, .h5 = h5, .v = v, .out = out, .bytes = v->item, .left = 1 };
    uint64_t steps = h5->steps;
    for (int i = 0; i < v->rank; i++) {
        if (v->chunk[i] <= 0 || __builtin_mul_overflow(r.bytes, (size_t)v->chunk[i], &r.bytes) || r.bytes > INT32_MAX)
            return bad(&r, "chunks without a size or of more than 2 GiB");
        r.left *= (uint64_t)((v->shape[i] - 1) / v->chunk[i] + 1);
    }
    uint64_t places = r.left;
    if (v->filter_count > 0 && r.bytes / 1100 > h5->size)
        return bad(&r, "chunks of more bytes than the file can unpack to");
    if (v->filter_count == 0 && r.bytes > h5->size)
        return bad(&r, "chunks of more bytes than the file has");
    if (v->chunk_tree == LN_H5_UNDEFINED)
        return ln_h5_bad(ctx, h5, v->name, "chunks are declared, but none are stored");
    void *raw, *plain;
    LN_TRY(ln_alloc(ctx, r.bytes, "a chunk", &raw));
    ln_status status = ln_alloc(ctx, r.bytes, "a chunk", &plain);
    if (status == LN_OK) {
        r.raw = raw;
        r.plain = plain;
        h5->steps = h5->size * 4 + (1 << 20);
        status = read_tree(&r, v->chunk_tree, -1);
        if (status == LN_OK && r.left != 0)
            status = ln_h5_bad(ctx, h5, v->name, "%llu of %llu chunks are not stored", (unsigned long long)r.left,
                               (unsigned long long)places);
        h5->steps = steps;
        ln_free(ctx, plain, r.bytes);
    }
    ln_free(ctx, raw, r.bytes);
    return status;
}
