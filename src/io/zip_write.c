/* Writing zip archives: .ZIP File Format Specification 6.3.10 of PKWARE; Zip64 where a size needs it. libzip isn't used for this: it puts an archive together
 * in pieces of 64 KiB and copies them again. The bytes are summed on all threads and copied once. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/bytes.h"
#include "io/zip.h"

enum { MAX_NAME = 500, LOCAL_HEADER = 30, CENTRAL_HEADER = 46, END = 22, END64 = 56, LOCATOR64 = 20, DATE = 33 /* 1980-01-01 */ };
static const uint64_t LIMIT16 = 0xffff, LIMIT32 = 0xffffffff;

/* A member and where it goes. */
typedef struct entry {
    const char *name;
    const uint8_t *bytes; /* as they are written */
    uint64_t size, packed, offset;
    uint32_t sum;
    ln_tensor *deflated; /* what `bytes` point into, or NULL */
} entry;

/* Headers ---------------------------------------------------------------------------------------------------------- */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* What the Zip64 field of an entry holds: both sizes in a local header, which has all or none, and those beyond 32 bits in the central one. */
static int wide_fields(const entry *e, bool central)
{
    bool sizes = e->size >= LIMIT32 || e->packed >= LIMIT32;
    if (!central)
        return sizes ? 2 : 0;
    return (e->size >= LIMIT32) + (e->packed >= LIMIT32) + (e->offset >= LIMIT32);
}

static uint64_t header_size(const entry *e, bool central)
{
    int wide = wide_fields(e, central);
    return (central ? CENTRAL_HEADER : LOCAL_HEADER) + strlen(e->name) + (uint64_t)(wide > 0 ? 4 + 8 * wide : 0);
}

/* A header of the central directory, or the local one before a member's bytes, which is a part of it. */
static uint8_t *put_header(uint8_t *to, const entry *e, bool central)
{
    int wide = wide_fields(e, central);
    size_t length = strlen(e->name);
    bool both = !central && wide > 0, utf8 = false;
    for (size_t i = 0; i < length; i++)
        utf8 = utf8 || (uint8_t)e->name[i] >= 0x80;
    to = ln_put_bytes(to, central ? 0x02014b50 : 0x04034b50, 4);
    int version = wide > 0 ? 45 : e->deflated != NULL ? 20 : 10;
    if (central)
        to = ln_put_bytes(to, (uint64_t)version, 2);
    to = ln_put_bytes(to, (uint64_t)version, 2);
    to = ln_put_bytes(to, utf8 ? 1 << 11 : 0, 2);
    to = ln_put_bytes(to, e->deflated != NULL ? 8 : 0, 2);
    to = ln_put_bytes(to, (uint64_t)DATE << 16, 4);
    to = ln_put_bytes(to, e->sum, 4);
    to = ln_put_bytes(to, both ? LIMIT32 : least(e->packed, LIMIT32), 4);
    to = ln_put_bytes(to, both ? LIMIT32 : least(e->size, LIMIT32), 4);
    to = ln_put_bytes(to, length, 2);
    to = ln_put_bytes(to, (uint64_t)(wide > 0 ? 4 + 8 * wide : 0), 2);
    if (central) {
        to = ln_put_bytes(to, 0, 2 + 2 + 2); /* no comment, disk 0, no attributes within */
        to = ln_put_bytes(to, 0, 4);         /* nor outside */
        to = ln_put_bytes(to, least(e->offset, LIMIT32), 4);
    }
    memcpy(to, e->name, length);
    to += length;
    if (wide == 0)
        return to;
    to = ln_put_bytes(to, 1, 2);
    to = ln_put_bytes(to, (uint64_t)(8 * wide), 2);
    if (both || e->size >= LIMIT32)
        to = ln_put_bytes(to, e->size, 8);
    if (both || e->packed >= LIMIT32)
        to = ln_put_bytes(to, e->packed, 8);
    return central && e->offset >= LIMIT32 ? ln_put_bytes(to, e->offset, 8) : to;
}

static bool needs_end64(int count, uint64_t at, uint64_t size)
{
    return (uint64_t)count >= LIMIT16 || at >= LIMIT32 || size >= LIMIT32;
}

/* The end of the archive, behind a central directory of `size` bytes at `at`. */
static void put_end(uint8_t *to, int count, uint64_t at, uint64_t size)
{
    uint64_t n = (uint64_t)count, end64 = at + size;
    if (needs_end64(count, at, size)) {
        to = ln_put_bytes(to, 0x06064b50, 4);
        to = ln_put_bytes(to, END64 - 12, 8);
        to = ln_put_bytes(to, 45, 2);
        to = ln_put_bytes(to, 45, 2);
        to = ln_put_bytes(to, 0, 8); /* disk 0, the only one */
        to = ln_put_bytes(to, n, 8);
        to = ln_put_bytes(to, n, 8);
        to = ln_put_bytes(to, size, 8);
        to = ln_put_bytes(to, at, 8);
        to = ln_put_bytes(to, 0x07064b50, 4);
        to = ln_put_bytes(to, 0, 4);
        to = ln_put_bytes(to, end64, 8);
        to = ln_put_bytes(to, 1, 4);
    }
    to = ln_put_bytes(to, 0x06054b50, 4);
    to = ln_put_bytes(to, 0, 4);
    to = ln_put_bytes(to, least(n, LIMIT16), 2);
    to = ln_put_bytes(to, least(n, LIMIT16), 2);
    to = ln_put_bytes(to, least(size, LIMIT32), 4);
    to = ln_put_bytes(to, least(at, LIMIT32), 4);
    ln_put_bytes(to, 0, 2);
}

/* Members ---------------------------------------------------------------------------------------------------------- */

enum { PART = 1 << 20 };

typedef struct parts {
    const uint8_t *bytes;
    uint64_t size;
    uint32_t *sums;
} parts;

static void sum_parts(void *data, int64_t begin, int64_t end)
{
    const parts *p = data;
    for (int64_t i = begin; i < end; i++) {
        uint64_t at = (uint64_t)i * PART;
        p->sums[i] = (uint32_t)crc32_z(0, p->bytes + at, (size_t)least(PART, p->size - at));
    }
}

static ln_status checksum(ln_context *ctx, const char *where, const uint8_t *bytes, uint64_t size, uint32_t *out)
{
    int64_t count = (int64_t)((size + PART - 1) / PART);
    parts p = { bytes, size, malloc((size_t)(count + 1) * sizeof *p.sums) };
    if (p.sums == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to write %s", where);
    ln_status status = ln_parallel(ctx, count, 1, sum_parts, &p);
    uLong sum = 0;
    for (int64_t i = 0; i < count && status == LN_OK; i++)
        sum = crc32_combine(sum, p.sums[i], (z_off_t)least(PART, size - (uint64_t)i * PART));
    *out = (uint32_t)sum;
    free(p.sums);
    return status;
}

/* Puts the first `size` bytes of *t, which has room for many more, into a tensor of that size. */
static ln_status shrink(ln_context *ctx, int64_t size, ln_tensor **t)
{
    ln_tensor *fitting;
    LN_TRY(ln_tensor_new(ctx, LN_UINT8, 1, &size, &fitting));
    memcpy(fitting->data, (*t)->data, (size_t)size);
    ln_tensor_release(*t);
    *t = fitting;
    return LN_OK;
}

/* A member's bytes deflated, in pieces between which a cancel is heeded. */
static ln_status deflate_member(ln_context *ctx, const char *where, entry *e)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to write %s", where);
    int64_t capacity = (int64_t)deflateBound(&z, (uLong)e->size);
    ln_status status = ln_tensor_new(ctx, LN_UINT8, 1, &capacity, &e->deflated);
    uint64_t read = 0, written = 0;
    for (int code = Z_OK; status == LN_OK && code != Z_STREAM_END;) {
        z.next_in = (Bytef *)e->bytes + read;
        z.avail_in = (uInt)least(e->size - read, 4 * PART);
        z.next_out = (Bytef *)e->deflated->data + written;
        z.avail_out = (uInt)least((uint64_t)capacity - written, UINT32_MAX);
        uInt in = z.avail_in, out = z.avail_out;
        code = deflate(&z, read + in == e->size ? Z_FINISH : Z_NO_FLUSH);
        read += in - z.avail_in;
        written += out - z.avail_out;
        if (code != Z_OK && code != Z_STREAM_END)
            status = ln_error(ctx, LN_ERROR_IO, "%s, member '%.200s': can't be deflated", where, e->name);
        else
            status = ln_check_cancel(ctx);
    }
    deflateEnd(&z);
    if (status == LN_OK)
        status = shrink(ctx, (int64_t)written, &e->deflated);
    if (status == LN_OK) {
        e->bytes = (const uint8_t *)e->deflated->data;
        e->packed = written;
    }
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ln_status check_names(ln_context *ctx, const char *where, const ln_zip_member *members, int count)
{
    const char **names = malloc((size_t)(count + 1) * sizeof *names);
    if (names == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to write %s", where);
    ln_status status = LN_OK;
    for (int i = 0; i < count && status == LN_OK; i++) {
        size_t length = strlen(names[i] = members[i].name);
        if (length == 0 || length > MAX_NAME + 4 || !ln_zip_stays_below(members[i].name))
            status =
                ln_error(ctx, LN_ERROR_ARGUMENT, "%s, member '%.200s': a name has 1 to %d bytes and stays within the archive",
                         where, members[i].name, MAX_NAME);
    }
    if (status == LN_OK)
        qsort(names, (size_t)count, sizeof *names, by_name);
    for (int i = 1; i < count && status == LN_OK; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            status = ln_error(ctx, LN_ERROR_ARGUMENT, "%s: two members are called '%.200s'", where, names[i]);
    free(names);
    return status;
}

/* Copying ---------------------------------------------------------------------------------------------------------- */

typedef struct copy {
    uint8_t *to;
    const uint8_t *from;
    uint64_t size;
} copy;

static void copy_parts(void *data, int64_t begin, int64_t end)
{
    const copy *c = data;
    uint64_t at = (uint64_t)begin * PART;
    memcpy(c->to + at, c->from + at, (size_t)(least((uint64_t)end * PART, c->size) - at));
}

static ln_status put_archive(ln_context *ctx, uint8_t *start, const entry *entries, int count, uint64_t at, uint64_t size)
{
    uint8_t *to = start;
    for (int i = 0; i < count; i++) {
        const entry *e = &entries[i];
        to = put_header(to, e, false);
        copy c = { to, e->bytes, e->packed };
        LN_TRY(ln_parallel(ctx, (int64_t)((e->packed + PART - 1) / PART), 1, copy_parts, &c));
        to += e->packed;
    }
    for (int i = 0; i < count; i++)
        to = put_header(to, &entries[i], true);
    put_end(to, count, at, size);
    return LN_OK;
}

static ln_status format(ln_context *ctx, const char *where, const ln_zip_member *members, entry *entries, int count,
                        bool deflated, ln_tensor **out)
{
    uint64_t at = 0, size = 0;
    for (int i = 0; i < count; i++) {
        entry *e = &entries[i];
        *e = (entry){ .name = members[i].name, .bytes = members[i].bytes, .size = members[i].size, .packed = members[i].size };
        LN_TRY(checksum(ctx, where, e->bytes, e->size, &e->sum));
        if (deflated)
            LN_TRY(deflate_member(ctx, where, e));
        e->offset = at;
        at += header_size(e, false) + e->packed;
    }
    for (int i = 0; i < count; i++)
        size += header_size(&entries[i], true);
    int64_t total = (int64_t)(at + size + (needs_end64(count, at, size) ? END64 + LOCATOR64 : 0) + END);
    ln_tensor *bytes;
    LN_TRY(ln_tensor_new(ctx, LN_UINT8, 1, &total, &bytes));
    ln_status status = put_archive(ctx, (uint8_t *)bytes->data, entries, count, at, size);
    if (status == LN_OK)
        *out = bytes;
    else
        ln_tensor_release(bytes);
    return status;
}

ln_status ln_zip_format(ln_context *ctx, const char *where, const ln_zip_member *members, int count, bool deflated,
                        ln_tensor **out)
{
    if (count > LN_ZIP_MOST)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: an archive has at most %d members, not %d", where, LN_ZIP_MOST, count);
    LN_TRY(check_names(ctx, where, members, count));
    entry *entries = calloc((size_t)count + 1, sizeof *entries);
    if (entries == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to write %s", where);
    ln_status status = format(ctx, where, members, entries, count, deflated, out);
    for (int i = 0; i < count; i++)
        ln_tensor_release(entries[i].deflated);
    free(entries);
    return status;
}
