/* Files of bytes behind lunula.h, and the formats that hold other files: zip and HDF5. Knows of no Lua. */
#include "io/file.h"

#include <stdio.h>

#include "api/runtime.h"
#include "io/hdf5.h"
#include "io/zip.h"

lunula_status lunula_write_file(lunula_runtime *runtime, const char *path, const void *bytes, size_t size)
{
    return (lunula_status)ln_file_write(&runtime->ctx, path, bytes, size);
}

lunula_status lunula_make_folder(lunula_runtime *runtime, const char *path)
{
    return (lunula_status)ln_folder_make(&runtime->ctx, path);
}

lunula_status lunula_read_file(lunula_runtime *runtime, const char *path, lunula_tensor **out)
{
    return (lunula_status)ln_file_read(&runtime->ctx, path, out);
}

/* Whether a tensor is what files are read into; leaves a message when it isn't. */
static lunula_status check_bytes(lunula_runtime *runtime, const char *where, const lunula_tensor *bytes)
{
    if (bytes->dtype == LN_UINT8 && bytes->rank == 1 && bytes->data != NULL && ln_tensor_is_contiguous(bytes))
        return LUNULA_OK;
    return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_ARGUMENT, "%s: expected bytes: a uint8 tensor of one axis", where);
}

/* Zip -------------------------------------------------------------------------------------------------------------- */

static ln_zip *zip_of(const lunula_zip *zip)
{
    return (ln_zip *)(uintptr_t)zip;
}

lunula_status lunula_zip_open(lunula_runtime *runtime, const char *where, lunula_tensor *bytes, lunula_zip **out)
{
    ln_zip *zip;
    lunula_status status = check_bytes(runtime, where, bytes);
    if (status == LUNULA_OK)
        status = (lunula_status)ln_zip_open(&runtime->ctx, where, "what should be in one", bytes, &zip);
    if (status == LUNULA_OK)
        *out = (lunula_zip *)zip;
    return status;
}

int64_t lunula_zip_count(const lunula_zip *zip)
{
    return ln_zip_count(zip_of(zip));
}

const char *lunula_zip_name(const lunula_zip *zip, int64_t index)
{
    return ln_zip_name(zip_of(zip), index);
}

uint64_t lunula_zip_size(const lunula_zip *zip, int64_t index, uint64_t *packed)
{
    if (packed != NULL)
        *packed = ln_zip_packed(zip_of(zip), index);
    return ln_zip_size(zip_of(zip), index);
}

lunula_status lunula_zip_read(lunula_runtime *runtime, lunula_zip *zip, int64_t index, uint64_t limit, lunula_tensor **out)
{
    return (lunula_status)ln_zip_read(&runtime->ctx, zip_of(zip), index, limit, out);
}

void lunula_zip_close(lunula_runtime *runtime, lunula_zip *zip)
{
    ln_zip_close(&runtime->ctx, zip_of(zip));
}

lunula_status lunula_zip_format(lunula_runtime *runtime, const char *where, const lunula_zip_member *members, int count,
                                bool deflated, lunula_tensor **out)
{
    _Static_assert(sizeof(lunula_zip_member) == sizeof(ln_zip_member), "one layout");
    return (lunula_status)ln_zip_format(&runtime->ctx, where, (const ln_zip_member *)members, count, deflated, out);
}

/* HDF5 ------------------------------------------------------------------------------------------------------------- */

static ln_h5 *h5_of(const lunula_h5 *h5)
{
    return (ln_h5 *)(uintptr_t)h5;
}

static const ln_h5_value *value_of(const lunula_h5_value *value)
{
    return (const ln_h5_value *)value;
}

lunula_status lunula_h5_open(lunula_runtime *runtime, const char *where, lunula_tensor *bytes, lunula_h5 **out)
{
    ln_h5 *h5;
    lunula_status status = check_bytes(runtime, where, bytes);
    if (status == LUNULA_OK)
        status = (lunula_status)ln_h5_open(&runtime->ctx, where, bytes, &h5);
    if (status == LUNULA_OK)
        *out = (lunula_h5 *)h5;
    return status;
}

void lunula_h5_close(lunula_runtime *runtime, lunula_h5 *h5)
{
    ln_h5_close(&runtime->ctx, h5_of(h5));
}

int64_t lunula_h5_count(const lunula_h5 *h5)
{
    return ln_h5_count(h5_of(h5));
}

const lunula_h5_value *lunula_h5_at(const lunula_h5 *h5, int64_t index)
{
    return (const lunula_h5_value *)ln_h5_at(h5_of(h5), index);
}

const lunula_h5_value *lunula_h5_find(const lunula_h5 *h5, const char *path)
{
    return (const lunula_h5_value *)ln_h5_find(h5_of(h5), path);
}

const lunula_h5_value *lunula_h5_attribute(const lunula_h5_value *object, int64_t index)
{
    const ln_h5_value *value = value_of(object);
    return index >= 0 && index < value->attribute_count ? (const lunula_h5_value *)&value->attributes[index] : NULL;
}

const char *lunula_h5_name(const lunula_h5_value *value)
{
    return value_of(value)->name;
}

lunula_h5_kind lunula_h5_kind_of(const lunula_h5_value *value)
{
    return (lunula_h5_kind)value_of(value)->kind;
}

lunula_dtype lunula_h5_dtype(const lunula_h5_value *value)
{
    return (lunula_dtype)value_of(value)->dtype;
}

int lunula_h5_rank(const lunula_h5_value *value)
{
    return value_of(value)->rank;
}

const int64_t *lunula_h5_shape(const lunula_h5_value *value)
{
    return value_of(value)->shape;
}

int64_t lunula_h5_size(const lunula_h5_value *value)
{
    return value_of(value)->size;
}

lunula_status lunula_h5_read(lunula_runtime *runtime, lunula_h5 *h5, const lunula_h5_value *value, lunula_tensor **out)
{
    return (lunula_status)ln_h5_read(&runtime->ctx, h5_of(h5), value_of(value), out);
}

lunula_status lunula_h5_text(lunula_runtime *runtime, lunula_h5 *h5, const lunula_h5_value *value, int64_t index,
                             const char **text, size_t *length)
{
    return (lunula_status)ln_h5_text(&runtime->ctx, h5_of(h5), value_of(value), index, text, length);
}

lunula_status lunula_h5_format(lunula_runtime *runtime, const char *where, const lunula_h5_item *items, int64_t count,
                               lunula_tensor **out)
{
    _Static_assert(sizeof(lunula_h5_item) == sizeof(ln_h5_item), "one layout");
    return (lunula_status)ln_h5_format(&runtime->ctx, where, (const ln_h5_item *)items, count, out);
}
