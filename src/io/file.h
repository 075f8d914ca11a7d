/* Whole files: read, and replaced at once. Knows of no format. */
#ifndef LN_IO_FILE_H
#define LN_IO_FILE_H

#include "tensor/tensor.h"

/* A whole regular file: uint8, one axis. */
ln_status ln_file_read(ln_context *ctx, const char *path, ln_tensor **out);

/* Replaces a file at once: a file beside it, `path`.lunula-tmp, is written, synced and given its place, then the folder is synced.
 * A crash at any moment leaves the old file or the new one, and perhaps the temporary one, which the next call removes; an error
 * leaves the old file. Two that write one path at a time wait for each other. A link's target is replaced, not the link; the
 * file's permissions stay; what is no regular file is refused. spec/crash_spec.lua lets each system call fail. */
ln_status ln_file_write(ln_context *ctx, const char *path, const void *bytes, size_t size);

/* Makes a folder and those above it, where they are not there. */
ln_status ln_folder_make(ln_context *ctx, const char *path);

#endif
