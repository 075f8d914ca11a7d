/* npz archives: zip files of npy members. Knows of no ops or Lua. */
#include "io/npz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/file.h"
#include "io/npy.h"
#include "io/zip.h"

struct ln_npz {
    ln_zip *zip;
    char **names; /* without ".npy" */
    int64_t count;
    char where[600];
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "a" and "a.npy" are two members and one name. */
static ln_status check_names(ln_context *ctx, const ln_npz *npz)
{
    char **sorted = malloc((size_t)(npz->count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory for the names in %s", npz->where);
    memcpy(sorted, npz->names, (size_t)npz->count * sizeof *sorted);
    qsort(sorted, (size_t)npz->count, sizeof *sorted, by_name);
    ln_status status = LN_OK;
    for (int64_t i = 1; i < npz->count && status == LN_OK; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            status = ln_error(ctx, LN_ERROR_FORMAT, "%s: two members are called '%s'", npz->where, sorted[i]);
    free(sorted);
    return status;
}

static ln_status read_names(ln_context *ctx, ln_npz *npz)
{
    int64_t count = ln_zip_count(npz->zip);
    npz->names = calloc((size_t)count + 1, sizeof *npz->names);
    for (; npz->names != NULL && npz->count < count; npz->count++) {
        const char *name = ln_zip_name(npz->zip, npz->count);
        size_t length = strlen(name);
        if (length > 4 && strcmp(name + length - 4, ".npy") == 0)
            length -= 4;
        if ((npz->names[npz->count] = strndup(name, length)) == NULL)
            break;
    }
    if (npz->names == NULL || npz->count < count)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory for the names in %s", npz->where);
    return check_names(ctx, npz);
}

ln_status ln_npz_open(ln_context *ctx, const char *path, ln_npz **out)
{
    ln_tensor *bytes;
    LN_TRY(ln_file_read(ctx, path, &bytes));
    ln_npz *npz = calloc(1, sizeof *npz);
    ln_status status = LN_OK;
    if (npz == NULL)
        status = ln_error(ctx, LN_ERROR_MEMORY, "out of memory to open '%s'", path);
    else {
        snprintf(npz->where, sizeof npz->where, "'%.500s'", path);
        status = ln_zip_open(ctx, npz->where, "an npz file", bytes, &npz->zip);
    }
    ln_tensor_release(bytes);
    if (status == LN_OK)
        status = read_names(ctx, npz);
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
    ln_zip_close(ctx, npz->zip);
    for (int64_t i = 0; i < npz->count; i++)
        free(npz->names[i]);
    free(npz->names);
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

ln_status ln_npz_load(ln_context *ctx, ln_npz *npz, int64_t index, ln_tensor **out)
{
    char where[800];
    ln_tensor *bytes;
    LN_TRY(ln_zip_read(ctx, npz->zip, index, 0, &bytes));
    snprintf(where, sizeof where, "%s, member '%.150s'", npz->where, ln_zip_name(npz->zip, index));
    ln_status status = ln_npy_parse(ctx, where, bytes->data, (size_t)bytes->size, out);
    ln_tensor_release(bytes);
    return status;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

static ln_status make_member(ln_context *ctx, const char *path, const char *name, const ln_tensor *t, ln_zip_member *m)
{
    char where[800];
    void *bytes;
    snprintf(where, sizeof where, "'%s', member '%s.npy'", path, name);
    if (name[0] == '\0' || strlen(name) > 500)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: a name has 1 to 500 bytes", where);
    LN_TRY(ln_npy_format(ctx, where, t, &bytes, &m->size));
    m->bytes = bytes;
    char *full = malloc(strlen(name) + 5);
    if (full == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to write '%s'", path);
    sprintf(full, "%s.npy", name);
    m->name = full;
    return LN_OK;
}

ln_status ln_npz_save(ln_context *ctx, const char *path, const char *const *names, ln_tensor *const *tensors, int count,
                      bool compressed)
{
    char where[600];
    ln_tensor *archive = NULL;
    ln_zip_member *members = calloc((size_t)count + 1, sizeof *members);
    if (members == NULL)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory to write '%s'", path);
    ln_status status = LN_OK;
    for (int i = 0; i < count && status == LN_OK; i++)
        status = make_member(ctx, path, names[i], tensors[i], &members[i]);
    snprintf(where, sizeof where, "can't write '%s'", path);
    if (status == LN_OK)
        status = ln_zip_format(ctx, where, members, count, compressed, &archive);
    if (status == LN_OK)
        status = ln_file_write(ctx, path, archive->data, (size_t)archive->size);
    ln_tensor_release(archive);
    for (int i = 0; i < count; i++) {
        if (members[i].bytes != NULL)
            ln_free(ctx, (void *)(uintptr_t)members[i].bytes, members[i].size);
        free((void *)(uintptr_t)members[i].name);
    }
    free(members);
    return status;
}
