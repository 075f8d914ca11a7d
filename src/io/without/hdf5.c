/* HDF5 files in a build that leaves them out (LUNULA_HDF5=OFF): asking for one is an error. */
#include "io/hdf5.h"

static ln_status left_out(ln_context *ctx, const char *where)
{
    return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: this build has no HDF5 files (LUNULA_HDF5=OFF)", where);
}

ln_status ln_h5_open(ln_context *ctx, const char *where, ln_tensor *bytes, ln_h5 **out)
{
    (void)bytes;
    (void)out;
    return left_out(ctx, where);
}

ln_status ln_h5_format(ln_context *ctx, const char *where, const ln_h5_item *items, int64_t count, ln_tensor **out)
{
    (void)items;
    (void)count;
    (void)out;
    return left_out(ctx, where);
}

/* No file is ever open. */

void ln_h5_close(ln_context *ctx, ln_h5 *h5)
{
    (void)ctx;
    (void)h5;
}

int64_t ln_h5_count(const ln_h5 *h5)
{
    (void)h5;
    return 0;
}

const ln_h5_value *ln_h5_at(const ln_h5 *h5, int64_t index)
{
    (void)h5;
    (void)index;
    return NULL;
}

const ln_h5_value *ln_h5_find(const ln_h5 *h5, const char *path)
{
    (void)h5;
    (void)path;
    return NULL;
}

const ln_h5_value *ln_h5_attribute(const ln_h5_value *object, const char *name)
{
    (void)object;
    (void)name;
    return NULL;
}

ln_status ln_h5_read(ln_context *ctx, ln_h5 *h5, const ln_h5_value *value, ln_tensor **out)
{
    (void)h5;
    (void)value;
    (void)out;
    return left_out(ctx, "a file");
}

ln_status ln_h5_text(ln_context *ctx, ln_h5 *h5, const ln_h5_value *value, int64_t index, const char **text, size_t *length)
{
    (void)h5;
    (void)value;
    (void)index;
    (void)text;
    (void)length;
    return left_out(ctx, "a file");
}
