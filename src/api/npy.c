/* Files of tensors behind lunula.h. Knows of no Lua. */
#include <stdio.h>

#include "api/runtime.h"
#include "base/memory.h"
#include "io/file.h"
#include "io/npy.h"
#include "io/npz.h"

static ln_npz *archive_of(const lunula_npz *npz)
{
    return (ln_npz *)(uintptr_t)npz;
}

lunula_status lunula_load_npy(lunula_runtime *runtime, const char *path, lunula_tensor **out)
{
    char where[600];
    ln_tensor *bytes;
    ln_status status = ln_file_read(&runtime->ctx, path, &bytes);
    if (status != LN_OK)
        return (lunula_status)status;
    snprintf(where, sizeof where, "'%s'", path);
    status = ln_npy_parse(&runtime->ctx, where, bytes->data, (size_t)bytes->size, out);
    ln_tensor_release(bytes);
    return (lunula_status)status;
}

lunula_status lunula_save_npy(lunula_runtime *runtime, const char *path, const lunula_tensor *tensor)
{
    char where[600];
    void *bytes;
    size_t size;
    ln_context *ctx = &runtime->ctx;
    snprintf(where, sizeof where, "'%s'", path);
    ln_status status = ln_npy_format(ctx, where, tensor, &bytes, &size);
    if (status != LN_OK)
        return (lunula_status)status;
    status = ln_file_write(ctx, path, bytes, size);
    ln_free(ctx, bytes, size);
    return (lunula_status)status;
}

lunula_status lunula_npz_open(lunula_runtime *runtime, const char *path, lunula_npz **out)
{
    ln_npz *npz;
    ln_status status = ln_npz_open(&runtime->ctx, path, &npz);
    if (status == LN_OK)
        *out = (lunula_npz *)npz;
    return (lunula_status)status;
}

int64_t lunula_npz_count(const lunula_npz *npz)
{
    return ln_npz_count(archive_of(npz));
}

const char *lunula_npz_name(const lunula_npz *npz, int64_t index)
{
    return ln_npz_name(archive_of(npz), index);
}

lunula_status lunula_npz_load(lunula_runtime *runtime, lunula_npz *npz, int64_t index, lunula_tensor **out)
{
    return (lunula_status)ln_npz_load(&runtime->ctx, archive_of(npz), index, out);
}

void lunula_npz_close(lunula_runtime *runtime, lunula_npz *npz)
{
    ln_npz_close(&runtime->ctx, archive_of(npz));
}

lunula_status lunula_npz_save(lunula_runtime *runtime, const char *path, const char *const *names, lunula_tensor *const *tensors,
                              int count, bool compressed)
{
    return (lunula_status)ln_npz_save(&runtime->ctx, path, names, tensors, count, compressed);
}
