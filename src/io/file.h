/* Whole files: read, and replaced at once. Knows of no format. */
#ifndef LN_IO_FILE_H
#define LN_IO_FILE_H

#include "base/context.h"

/* A whole regular file; freed with ln_free(ctx, *out, *size). */
ln_status ln_file_read(ln_context *ctx, const char *path, void **out, size_t *size);

/* Replaces a file at once: a file beside it is written, synced and given its place, then the folder is synced. A crash at any
 * moment leaves the old file or the new one, an error the old one. A link's target is replaced, not the link; the file's
 * permissions stay; what is no regular file is refused. */
ln_status ln_file_write(ln_context *ctx, const char *path, const void *bytes, size_t size);

#endif
