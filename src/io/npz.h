/* npz archives: zip files of npy members. Knows of no ops or Lua. */
#ifndef LN_IO_NPZ_H
#define LN_IO_NPZ_H

#include "tensor/tensor.h"

typedef struct ln_npz ln_npz;

/* Reads the list of members; what io/zip.h refuses is refused. */
ln_status ln_npz_open(ln_context *ctx, const char *path, ln_npz **out);
/* Accepts NULL. */
void ln_npz_close(ln_context *ctx, ln_npz *npz);
int64_t ln_npz_count(const ln_npz *npz);
/* A member's name without ".npy"; NULL past the end. Valid until the archive is closed. */
const char *ln_npz_name(const ln_npz *npz, int64_t index);
/* What is allocated grows with what a member really unpacks to, not with what it says. */
ln_status ln_npz_load(ln_context *ctx, ln_npz *npz, int64_t index, ln_tensor **out);
/* Writes an archive of members in the order given, stored or deflated, replacing the file at once. */
ln_status ln_npz_save(ln_context *ctx, const char *path, const char *const *names, ln_tensor *const *tensors, int count,
                      bool compressed);

#endif
