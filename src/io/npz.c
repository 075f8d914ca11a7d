/* npz archives: zip files of npy members. Knows of no ops or Lua. */
#include "io/npz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/memory.h"
#include "io/file.h"
#include "io/npy.h"

struct ln_npz {
    zip_t *zip;
    void *bytes; /* the whole file */
    size_t size;
    char **names; /* without ".npy" */
    int64_t count;
    char path[512]; /* for messages */
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static ln_status check_names(ln_context *ctx, const char *path, char *const *names, int64_t count)
{
    char **sorted = malloc((size_t)(count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory for the names in '%s'", path);
    memcpy(sorted, names, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, by_name);
    ln_status status = LN_OK;
    for (int64_t i = 1; i < count && status == LN_OK; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            status = ln_error(ctx, LN_ERROR_FORMAT, "'%s': two members are called '%s'", path, sorted[i]);
    free(sorted);
    return status;
}

static ln_status read_names(ln_context *ctx, ln_npz *npz)
{
    int64_t count = zip_get_num_entries(npz->zip, 0);
    npz->names = calloc((size_t)count + 1, sizeof *npz->names);
    if (npz->names == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory for the names in '%s'", npz->path);
    for (; npz->count < count; npz->count++) {
        const char *name = zip_get_name(npz->zip, (zip_uint64_t)npz->count, 0);
        size_t length = name == NULL ? 0 : strlen(name);
        if (length > 4 && strcmp(name + length - 4, ".npy") == 0)
            length -= 4;
        if (name == NULL || (npz->names[npz->count] = strndup(name, length)) == NULL)
            return ln_error(ctx, LN_ERROR_FORMAT, "'%s': member %lld has no name", npz->path, (long long)npz->count);
    }
    return check_names(ctx, npz->path, npz->names, npz->count);
}

/* Members that share bytes would let a small file unpack to any size. */
static ln_status check_sizes(ln_context *ctx, ln_npz *npz)
{
    zip_uint64_t total = 0;
    for (int64_t i = 0; i < npz->count; i++) {
        zip_stat_t stat;
        if (zip_stat_index(npz->zip, (zip_uint64_t)i, 0, &stat) != 0)
            return ln_error(ctx, LN_ERROR_FORMAT, "'%s', member '%s': %s", npz->path, npz->names[i], zip_strerror(npz->zip));
        if (stat.comp_size > npz->size - total)
            return ln_error(ctx, LN_ERROR_FORMAT, "'%s', member '%s': the members say they take more than the file's %zu bytes",
                            npz->path, npz->names[i], npz->size);
        total += stat.comp_size;
    }
    return LN_OK;
}

ln_status ln_npz_open(ln_context *ctx, const char *path, ln_npz **out)
{
    ln_npz *npz = calloc(1, sizeof *npz);
    if (npz == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to open '%s'", path);
    snprintf(npz->path, sizeof npz->path, "%s", path);
    ln_status status = ln_file_read(ctx, path, &npz->bytes, &npz->size);
    if (status != LN_OK) {
        free(npz);
        return status;
    }
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(npz->bytes, npz->size, 0, &error);
    /* libzip takes no bytes at all for an archive without members */
    if (source != NULL && npz->size == 0)
        zip_source_free(source);
    else if (source != NULL && (npz->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error)) == NULL)
        zip_source_free(source);
    if (npz->zip == NULL) {
        const char *start = npz->bytes;
        bool cut = npz->size >= 4 && memcmp(start, "PK\x03\x04", 4) == 0;
        bool twice = zip_error_code_zip(&error) == ZIP_ER_EXISTS;
        status = ln_error(ctx, LN_ERROR_FORMAT, "'%s': %s (%s)", path,
                          twice ? "two members have the same name"
                          : cut ? "a truncated or damaged zip archive"
                                : "not a zip archive, so not an npz file",
                          zip_error_strerror(&error));
    } else
        status = read_names(ctx, npz);
    if (status == LN_OK)
        status = check_sizes(ctx, npz);
    zip_error_fini(&error);
    if (status != LN_OK)
        ln_npz_close(ctx, npz);
    else
        *out = npz;
    return status;
}

void ln_npz_close(ln_context *ctx, ln_npz *npz)
{
    if (npz == NULL)
        return;
    if (npz->zip != NULL)
        zip_discard(npz->zip);
    for (int64_t i = 0; i < npz->count; i++)
        free(npz->names[i]);
    free(npz->names);
    ln_free(ctx, npz->bytes, npz->size);
    free(npz);
}

int64_t ln_npz_count(const ln_npz *npz)
{
    return npz->count;
}

const char *ln_npz_name(const ln_npz *npz, int64_t index)
{
    return index >= 0 && index < npz->count ? npz->names[index] : NULL;
}

/* The bytes of an open member that says it has `wanted`, into a block that doubles as they come: what is allocated stays within
 * twice what the file really holds, whatever it says. On success the block has *capacity bytes, `wanted` of them filled. */
static ln_status unpack(ln_context *ctx, const char *where, zip_file_t *file, size_t wanted, char **block, size_t *capacity)
{
    size_t have = 0;
    for (;;) {
        char beyond;
        if (have == *capacity && have < wanted) {
            void *larger;
            size_t size = *capacity < wanted / 2 ? 2 * *capacity : wanted;
            LN_TRY(ln_alloc(ctx, size, where, &larger));
            memcpy(larger, *block, have);
            ln_free(ctx, *block, *capacity);
            *block = larger;
            *capacity = size;
        }
        /* Reading on past the last byte is what makes libzip check the sum and shows a member longer than it says. */
        zip_int64_t got = zip_fread(file, have < wanted ? *block + have : &beyond, have < wanted ? *capacity - have : 1);
        if (got < 0)
            return ln_error(ctx, LN_ERROR_FORMAT, "%s: damaged: %s", where, zip_file_strerror(file));
        if (got == 0 && have < wanted)
            return ln_error(ctx, LN_ERROR_FORMAT, "%s: truncated: %zu of %zu bytes", where, have, wanted);
        if (got == 0)
            return LN_OK;
        if (have == wanted)
            return ln_error(ctx, LN_ERROR_FORMAT, "%s: longer than the %zu bytes it says", where, wanted);
        have += (size_t)got;
    }
}

ln_status ln_npz_load(ln_context *ctx, ln_npz *npz, int64_t index, ln_tensor **out)
{
    enum { FIRST = 1 << 16 };
    char where[800];
    zip_stat_t stat;
    if (index < 0 || index >= npz->count)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "'%s' has no member %lld", npz->path, (long long)index);
    snprintf(where, sizeof where, "'%s', member '%s'", npz->path, npz->names[index]);
    if (zip_stat_index(npz->zip, (zip_uint64_t)index, 0, &stat) != 0)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: %s", where, zip_strerror(npz->zip));
    if (stat.encryption_method != ZIP_EM_NONE)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: it is encrypted", where);
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: neither stored nor deflated (method %d)", where, (int)stat.comp_method);
    /* Deflate can't do better than 1032 to 1. */
    if (stat.comp_method == ZIP_CM_STORE ? stat.size != stat.comp_size : stat.size > stat.comp_size * 1032 + 64)
        return ln_error(ctx, LN_ERROR_FORMAT, "%s: says it unpacks from %llu to %llu bytes, which can't be", where,
                        (unsigned long long)stat.comp_size, (unsigned long long)stat.size);
    size_t wanted = (size_t)stat.size, capacity = (size_t)stat.comp_size > FIRST ? (size_t)stat.comp_size : FIRST;
    void *first;
    capacity = capacity < wanted ? capacity : wanted;
    LN_TRY(ln_alloc(ctx, capacity, where, &first));
    char *block = first;
    zip_file_t *file = zip_fopen_index(npz->zip, (zip_uint64_t)index, 0);
    ln_status status = file == NULL ? ln_error(ctx, LN_ERROR_FORMAT, "%s: %s", where, zip_strerror(npz->zip))
                                    : unpack(ctx, where, file, wanted, &block, &capacity);
    if (file != NULL)
        zip_fclose(file);
    if (status == LN_OK)
        status = ln_npy_parse(ctx, where, block, wanted, out);
    ln_free(ctx, block, capacity);
    return status;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

typedef struct member {
    void *bytes;
    size_t size;
} member;

static ln_status add_member(ln_context *ctx, const char *path, zip_t *zip, const char *name, const ln_tensor *t, bool compressed,
                            member *m)
{
    char where[800], file_name[512];
    snprintf(where, sizeof where, "'%s', member '%s'", path, name);
    int length = snprintf(file_name, sizeof file_name, "%s.npy", name);
    if (name[0] == '\0' || (size_t)length >= sizeof file_name)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: a name has 1 to 500 bytes", where);
    LN_TRY(ln_npy_format(ctx, where, t, &m->bytes, &m->size));
    zip_source_t *source = zip_source_buffer(zip, m->bytes, m->size, 0);
    zip_int64_t index = source == NULL ? -1 : zip_file_add(zip, file_name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        if (source != NULL)
            zip_source_free(source);
        return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: %s", where, zip_strerror(zip));
    }
    /* A fixed date (1980-01-01) makes equal tensors equal files. */
    zip_set_file_compression(zip, (zip_uint64_t)index, compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
    zip_file_set_dostime(zip, (zip_uint64_t)index, 0, 33, 0);
    return LN_OK;
}

/* The archive that `source` holds after zip_close, to the file. */
static ln_status write_source(ln_context *ctx, const char *path, zip_source_t *source)
{
    zip_stat_t stat;
    void *bytes;
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
        return ln_error(ctx, LN_ERROR_IO, "can't write '%s': %s", path, zip_error_strerror(zip_source_error(source)));
    size_t size = (size_t)stat.size;
    ln_status status = ln_alloc(ctx, size, "an archive's bytes", &bytes);
    if (status == LN_OK) {
        if (zip_source_read(source, bytes, size) != (zip_int64_t)size)
            status = ln_error(ctx, LN_ERROR_IO, "can't write '%s': the archive could not be put together", path);
        else
            status = ln_file_write(ctx, path, bytes, size);
        ln_free(ctx, bytes, size);
    }
    zip_source_close(source);
    return status;
}

ln_status ln_npz_save(ln_context *ctx, const char *path, const char *const *names, ln_tensor *const *tensors, int count,
                      bool compressed)
{
    /* libzip writes no archive without members; NumPy's is the end record alone. */
    static const char empty[22] = "PK\x05\x06";
    if (count == 0)
        return ln_file_write(ctx, path, empty, sizeof empty);
    zip_error_t error;
    zip_error_init(&error);
    member *members = calloc((size_t)count, sizeof *members);
    zip_source_t *source = members == NULL ? NULL : zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_TRUNCATE, &error);
    ln_status status = LN_OK;
    if (zip == NULL) {
        if (source != NULL)
            zip_source_free(source);
        free(members);
        zip_error_fini(&error);
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to write '%s'", path);
    }
    zip_source_keep(source);
    for (int i = 0; i < count && status == LN_OK; i++)
        status = add_member(ctx, path, zip, names[i], tensors[i], compressed, &members[i]);
    if (status == LN_OK && zip_close(zip) != 0)
        status = ln_error(ctx, LN_ERROR_IO, "can't write '%s': %s", path, zip_strerror(zip));
    else if (status == LN_OK)
        zip = NULL;
    if (status == LN_OK)
        status = write_source(ctx, path, source);
    if (zip != NULL)
        zip_discard(zip);
    zip_source_free(source);
    for (int i = 0; i < count; i++)
        if (members[i].bytes != NULL)
            ln_free(ctx, members[i].bytes, members[i].size);
    free(members);
    zip_error_fini(&error);
    return status;
}
