/* Reading zip archives in memory, by libzip. */
#include "io/zip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include <zlib.h>

#include "base/memory.h"
#include "io/bytes.h"

const char *ln_zip_library_version(void)
{
    return zip_libzip_version();
}

const char *ln_zip_zlib_version(void)
{
    return zlibVersion();
}

struct ln_zip {
    zip_t *zip;
    ln_tensor *bytes;
    zip_stat_t *stats;
    int64_t count;
    char where[512];
};

/* The status of an error of libzip's: its want of memory is one of ours, whatever it kept it from. In places libzip tells of it by an error without a code. */
static ln_status status_of(const zip_error_t *error, ln_status otherwise)
{
    int code = zip_error_code_zip(error), system = zip_error_code_system(error), type = zip_error_system_type(error);
    bool starved =
        code == ZIP_ER_MEMORY || (type == ZIP_ET_ZLIB && system == Z_MEM_ERROR) || (type == ZIP_ET_SYS && system == ENOMEM);
    return starved ? LN_ERROR_MEMORY : otherwise;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const zip_stat_t *)a)->name, ((const zip_stat_t *)b)->name);
}

static ln_status check_twins(ln_context *ctx, const ln_zip *zip)
{
    zip_stat_t *sorted = malloc((size_t)(zip->count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory for the names in %s", zip->where);
    memcpy(sorted, zip->stats, (size_t)zip->count * sizeof *sorted);
    qsort(sorted, (size_t)zip->count, sizeof *sorted, by_name);
    ln_status status = LN_OK;
    for (int64_t i = 1; i < zip->count && status == LN_OK; i++)
        if (strcmp(sorted[i - 1].name, sorted[i].name) == 0)
            status = ln_error(ctx, LN_ERROR_FORMAT, "%s: two members are called '%s'", zip->where, sorted[i].name);
    free(sorted);
    return status;
}

/* Whether a name stays below the folder that it would be unpacked in, on any system. */
bool ln_zip_stays_below(const char *name)
{
    if (name[0] == '/' || strchr(name, '\\') != NULL || (name[0] != '\0' && name[1] == ':'))
        return false;
    for (const char *part = name; part != NULL; part = strchr(part, '/'), part = part == NULL ? NULL : part + 1)
        if (part[0] == '.' && part[1] == '.' && (part[2] == '/' || part[2] == '\0'))
            return false;
    return true;
}

static ln_status check_member(ln_context *ctx, ln_zip *zip, int64_t index)
{
    zip_stat_t *stat = &zip->stats[index];
    zip_uint8_t system;
    zip_uint32_t attributes;
    if (zip_stat_index(zip->zip, (zip_uint64_t)index, 0, stat) != 0 || stat->name == NULL || stat->name[0] == '\0')
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: member %lld has no name", zip->where, (long long)index);
    const char *bad = NULL;
    if (!ln_zip_stays_below(stat->name))
        bad = "its name leads outside the archive";
    else if (zip_file_get_external_attributes(zip->zip, (zip_uint64_t)index, 0, &system, &attributes) == 0 &&
             system == ZIP_OPSYS_UNIX && (attributes >> 28) == 10)
        bad = "it is a symbolic link";
    else if (stat->encryption_method != ZIP_EM_NONE)
        bad = "it is encrypted";
    if (bad != NULL)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s, member '%.200s': %s", zip->where, stat->name, bad);
    if (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s, member '%.200s': neither stored nor deflated (method %d)", zip->where,
                        stat->name, (int)stat->comp_method);
    /* Deflate can't do better than 1032 to 1. */
    if (stat->comp_method == ZIP_CM_STORE ? stat->size != stat->comp_size
                                          : stat->comp_size < UINT64_MAX / 1100 && stat->size > stat->comp_size * 1032 + 64)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s, member '%.200s': says it unpacks from %llu to %llu bytes, which can't be",
                        zip->where, stat->name, (unsigned long long)stat->comp_size, (unsigned long long)stat->size);
    return LN_OK;
}

static ln_status read_members(ln_context *ctx, ln_zip *zip)
{
    int64_t count = zip_get_num_entries(zip->zip, 0);
    if (count > LN_ZIP_MOST)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: more than %d members", zip->where, LN_ZIP_MOST);
    zip->stats = calloc((size_t)count + 1, sizeof *zip->stats);
    if (zip->stats == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory for the names in %s", zip->where);
    /* Members that share bytes would let a small file unpack to any size. */
    zip_uint64_t total = 0, size = (zip_uint64_t)zip->bytes->size;
    for (; zip->count < count; zip->count++) {
        LN_TRY(check_member(ctx, zip, zip->count));
        const zip_stat_t *stat = &zip->stats[zip->count];
        if (stat->comp_size > size - total)
            return ln_error(ctx, LN_ERROR_FORMAT,
                            "%s, member '%.200s': the members say they take more than the file's %llu bytes", zip->where,
                            stat->name, (unsigned long long)size);
        total += stat->comp_size;
    }
    return check_twins(ctx, zip);
}

enum { CENTRAL = 46, END = 22, LOCATOR = 20, END64 = 56 }; /* sizes of headers and records */

/* Where the member of a central header stands: a field of 32 bits, or the last of those in the Zip64 part of its extra data, which has what the header has no
 * room for. libzip has checked the lengths. */
static uint64_t member_offset(const uint8_t *header)
{
    enum { WIDE = 1 };
    uint64_t offset = ln_get_bytes(header + 42, 4);
    const uint8_t *extra = header + CENTRAL + ln_get_bytes(header + 28, 2), *end = extra + ln_get_bytes(header + 30, 2);
    if (offset != UINT32_MAX)
        return offset;
    while (end - extra >= 4 && ln_get_bytes(extra, 2) != WIDE && ln_get_bytes(extra + 2, 2) <= (uint64_t)(end - extra - 4))
        extra += 4 + ln_get_bytes(extra + 2, 2);
    int before = 8 * ((ln_get_bytes(header + 20, 4) == UINT32_MAX) + (ln_get_bytes(header + 24, 4) == UINT32_MAX));
    return end - extra >= 4 + before + 8 && ln_get_bytes(extra, 2) == WIDE ? ln_get_bytes(extra + 4 + before, 8) : offset;
}

/* Whether a member stands at the file's beginning, or, in an archive without members, its end record. */
static bool begins_file(const uint8_t *bytes, uint64_t at, uint64_t end)
{
    if (end == 0)
        return true;
    while (end - at >= CENTRAL) {
        const uint8_t *header = bytes + at;
        uint64_t length = CENTRAL + ln_get_bytes(header + 28, 2) + ln_get_bytes(header + 30, 2) + ln_get_bytes(header + 32, 2);
        if (length > end - at)
            return false;
        if (member_offset(header) == 0)
            return memcmp(bytes, "PK\x03\x04", 4) == 0;
        at += length;
    }
    return false;
}

/* An error unless the archive begins with the file: where something stands before it, such as another archive, readers disagree on what the
 * file holds. The directory ends where the end record begins, or the record of Zip64 before it, so its offset must lead there; offsets may count what
 * stands before, so a member must be at 0. */
static ln_status check_start(ln_context *ctx, const ln_zip *zip)
{
    const uint8_t *bytes = (const uint8_t *)zip->bytes->data;
    int64_t size = zip->bytes->size, at = size - END;
    while (at >= 0 && !(memcmp(bytes + at, "PK\x05\x06", 4) == 0 && at + END + (int64_t)ln_get_bytes(bytes + at + 20, 2) == size))
        at--;
    if (at < 0)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: a truncated or damaged zip archive (no end record)", zip->where);
    uint64_t length = ln_get_bytes(bytes + at + 12, 4), offset = ln_get_bytes(bytes + at + 16, 4), end = (uint64_t)at;
    if (at >= LOCATOR && memcmp(bytes + at - LOCATOR, "PK\x06\x07", 4) == 0) {
        end = ln_get_bytes(bytes + at - LOCATOR + 8, 8);
        if (end > (uint64_t)at - LOCATOR || (uint64_t)at - LOCATOR - end < END64 || memcmp(bytes + end, "PK\x06\x06", 4) != 0)
            return ln_error(ctx, LN_ERROR_FORMAT, "%s: a truncated or damaged zip archive (no record of Zip64)", zip->where);
        length = ln_get_bytes(bytes + end + 40, 8);
        offset = ln_get_bytes(bytes + end + 48, 8);
    }
    if (offset > end || length != end - offset || !begins_file(bytes, offset, end))
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: something else stands before the zip archive", zip->where);
    return LN_OK;
}

static ln_status open_archive(ln_context *ctx, ln_zip *zip, const char *kind)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(zip->bytes->data, (zip_uint64_t)zip->bytes->size, 0, &error);
    /* libzip takes no bytes at all for an archive without members */
    if (source != NULL && zip->bytes->size == 0)
        zip_source_free(source);
    else if (source != NULL && (zip->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error)) == NULL)
        zip_source_free(source);
    ln_status status = LN_OK;
    if (zip->zip == NULL && zip->bytes->size > 0 && status_of(&error, LN_ERROR_FORMAT) == LN_ERROR_MEMORY) {
        status = ln_error(ctx, LN_ERROR_MEMORY, "out of memory to open %s", zip->where);
    } else if (zip->zip == NULL) {
        bool cut = zip->bytes->size >= 4 && memcmp(zip->bytes->data, "PK\x03\x04", 4) == 0;
        bool twice = zip_error_code_zip(&error) == ZIP_ER_EXISTS;
        status = ln_error(ctx, LN_ERROR_FORMAT, "%s: %s%s (%s)", zip->where,
                          twice ? "two members have the same name"
                          : cut ? "a truncated or damaged zip archive"
                                : "not a zip archive, so not ",
                          twice || cut ? "" : kind, zip_error_strerror(&error));
    }
    zip_error_fini(&error);
    return status;
}

ln_status ln_zip_open(ln_context *ctx, const char *where, const char *kind, ln_tensor *bytes, ln_zip **out)
{
    ln_zip *zip = calloc(1, sizeof *zip);
    if (zip == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to open %s", where);
    snprintf(zip->where, sizeof zip->where, "%s", where);
    zip->bytes = ln_tensor_retain(bytes);
    ln_status status = open_archive(ctx, zip, kind);
    if (status == LN_OK)
        status = check_start(ctx, zip);
    if (status == LN_OK)
        status = read_members(ctx, zip);
    if (status != LN_OK)
        ln_zip_close(ctx, zip);
    else
        *out = zip;
    return status;
}

void ln_zip_close(ln_context *ctx, ln_zip *zip)
{
    (void)ctx;
    if (zip == NULL)
        return;
    if (zip->zip != NULL)
        zip_discard(zip->zip);
    ln_tensor_release(zip->bytes);
    free(zip->stats);
    free(zip);
}

int64_t ln_zip_count(const ln_zip *zip)
{
    return zip->count;
}

const char *ln_zip_name(const ln_zip *zip, int64_t index)
{
    return index >= 0 && index < zip->count ? zip->stats[index].name : NULL;
}

uint64_t ln_zip_size(const ln_zip *zip, int64_t index)
{
    return index >= 0 && index < zip->count ? zip->stats[index].size : 0;
}

uint64_t ln_zip_packed(const ln_zip *zip, int64_t index)
{
    return index >= 0 && index < zip->count ? zip->stats[index].comp_size : 0;
}

static ln_status bytes_tensor(ln_context *ctx, const char *where, uint64_t size, ln_tensor **out)
{
    int64_t shape[1] = { (int64_t)size };
    ln_status status = ln_tensor_new(ctx, LN_UINT8, 1, shape, out);
    if (status != LN_OK) {
        char text[LN_MESSAGE_SIZE];
        snprintf(text, sizeof text, "%s", ctx->message);
        ln_error(ctx, status, "%s: %s", where, text);
    }
    return status;
}

/* The bytes of an open member that says it has `wanted`, into a tensor that doubles as they come: what is allocated stays within
 * twice what the file really holds, whatever it says. *bytes has exactly `wanted` on success, and is the caller's in any case. */
static ln_status unpack(ln_context *ctx, const char *where, zip_file_t *file, uint64_t wanted, ln_tensor **bytes)
{
    uint64_t have = 0;
    for (;;) {
        char beyond;
        uint64_t capacity = (uint64_t)(*bytes)->size;
        if (have == capacity && have < wanted) {
            ln_tensor *larger;
            LN_TRY(bytes_tensor(ctx, where, capacity < wanted / 2 ? 2 * capacity : wanted, &larger));
            memcpy(larger->data, (*bytes)->data, (size_t)have);
            ln_tensor_release(*bytes);
            *bytes = larger;
            capacity = (uint64_t)larger->size;
        }
        /* Reading on past the last byte is what makes libzip check the sum and shows a member longer than it says. */
        zip_int64_t got = zip_fread(file, have < wanted ? (*bytes)->data + have : &beyond, have < wanted ? capacity - have : 1);
        if (got < 0)
            return ln_error(ctx, status_of(zip_file_get_error(file), LN_ERROR_FORMAT), "%s: damaged: %s", where,
                            zip_file_strerror(file));
        if (got == 0 && have < wanted)
            return ln_error(ctx, LN_ERROR_FORMAT, "%s: truncated: %llu of %llu bytes", where, (unsigned long long)have,
                            (unsigned long long)wanted);
        if (got == 0)
            return LN_OK;
        if (have == wanted)
            return ln_error(ctx, LN_ERROR_FORMAT, "%s: longer than the %llu bytes it says", where, (unsigned long long)wanted);
        have += (uint64_t)got;
    }
}

ln_status ln_zip_read(ln_context *ctx, ln_zip *zip, int64_t index, uint64_t limit, ln_tensor **out)
{
    enum { FIRST = 1 << 16 };
    char where[800];
    if (index < 0 || index >= zip->count)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "%s has no member %lld", zip->where, (long long)index);
    const zip_stat_t *stat = &zip->stats[index];
    snprintf(where, sizeof where, "%s, member '%.200s'", zip->where, stat->name);
    if (limit > 0 && stat->size > limit)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: says it has %llu bytes, more than the %llu that are read", where,
                        (unsigned long long)stat->size, (unsigned long long)limit);
    uint64_t first = stat->comp_size > FIRST ? stat->comp_size : FIRST;
    ln_tensor *bytes;
    LN_TRY(bytes_tensor(ctx, where, first < stat->size ? first : stat->size, &bytes));
    zip_file_t *file = zip_fopen_index(zip->zip, (zip_uint64_t)index, 0);
    ln_status status = file != NULL ? unpack(ctx, where, file, stat->size, &bytes)
                                    : ln_error(ctx, status_of(zip_get_error(zip->zip), LN_ERROR_FORMAT), "%s: %s", where,
                                               zip_strerror(zip->zip));
    if (file != NULL)
        zip_fclose(file);
    if (status != LN_OK)
        ln_tensor_release(bytes);
    else
        *out = bytes;
    return status;
}
