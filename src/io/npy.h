/* npy bytes to tensors and back, and whole files read and written. Knows of no archives, ops or Lua. */
#ifndef LN_IO_NPY_H
#define LN_IO_NPY_H

#include "tensor/tensor.h"

/* The tensor in `size` npy bytes (versions 1 to 3); `where` names their origin in messages. */
ln_status ln_npy_parse(ln_context *ctx, const char *where, const void *bytes, size_t size, ln_tensor **out);
/* The npy bytes of a tensor with data, in C order; freed with ln_free(ctx, *out, *size). */
ln_status ln_npy_format(ln_context *ctx, const char *where, const ln_tensor *t, void **out, size_t *size);

/* A whole file; freed with ln_free(ctx, *out, *size). */
ln_status ln_file_read(ln_context *ctx, const char *path, void **out, size_t *size);
/* Replaces a file at once: written beside it, synced, renamed. On an error the old file stays. */
ln_status ln_file_write(ln_context *ctx, const char *path, const void *bytes, size_t size);

#endif
