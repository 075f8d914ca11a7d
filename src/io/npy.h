/* npy bytes to tensors and back. Knows of no files, archives, ops or Lua. */
#ifndef LN_IO_NPY_H
#define LN_IO_NPY_H

#include "tensor/tensor.h"

/* The tensor in `size` npy bytes (versions 1 to 3); `where` names their origin in messages. */
ln_status ln_npy_parse(ln_context *ctx, const char *where, const void *bytes, size_t size, ln_tensor **out);
/* The npy bytes of a tensor with data, in C order; freed with ln_free(ctx, *out, *size). */
ln_status ln_npy_format(ln_context *ctx, const char *where, const ln_tensor *t, void **out, size_t *size);

#endif
