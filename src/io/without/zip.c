/* Zip archives in a build that leaves them out (LUNULA_ZIP=OFF): asking for one is an error. */
#include "io/zip.h"

const char *ln_zip_library_version(void)
{
    return NULL;
}

const char *ln_zip_zlib_version(void)
{
    return NULL;
}

static ln_status left_out(ln_context *ctx, const char *where)
{
    return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: this build has no zip archives (LUNULA_ZIP=OFF)", where);
}

ln_status ln_zip_open(ln_context *ctx, const char *where, const char *kind, ln_tensor *bytes, ln_zip **out)
{
    (void)kind;
    (void)bytes;
    (void)out;
    return left_out(ctx, where);
}

ln_status ln_zip_format(ln_context *ctx, const char *where, const ln_zip_member *members, int count, bool deflated,
                        ln_tensor **out)
{
    (void)members;
    (void)count;
    (void)deflated;
    (void)out;
    return left_out(ctx, where);
}

/* No archive is ever open. */

void ln_zip_close(ln_context *ctx, ln_zip *zip)
{
    (void)ctx;
    (void)zip;
}

int64_t ln_zip_count(const ln_zip *zip)
{
    (void)zip;
    return 0;
}

const char *ln_zip_name(const ln_zip *zip, int64_t index)
{
    (void)zip;
    (void)index;
    return NULL;
}

uint64_t ln_zip_size(const ln_zip *zip, int64_t index)
{
    (void)zip;
    (void)index;
    return 0;
}

uint64_t ln_zip_packed(const ln_zip *zip, int64_t index)
{
    (void)zip;
    (void)index;
    return 0;
}

ln_status ln_zip_read(ln_context *ctx, ln_zip *zip, int64_t index, uint64_t limit, ln_tensor **out)
{
    (void)zip;
    (void)index;
    (void)limit;
    (void)out;
    return left_out(ctx, "an archive");
}
